"""How every form is rendered: one renderer, one bound field, templates in templates/forms."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Widget

OPTION_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class PortalBoundField(BoundField):
    """A field that names its hint and its error to screen readers and its look to the CSS."""

    @property
    def is_options(self) -> bool:
        """Say whether the field is a group of radio buttons or boxes under a legend."""
        return isinstance(self.field.widget, OPTION_WIDGETS)

    @property
    def is_box(self) -> bool:
        """Say whether the field is one box with its label behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}_error"

    @property
    def anchor(self) -> str:
        """Return the id that the error summary links to: the input, or the first option."""
        return f"{self.auto_id}_0" if self.is_options else self.id_for_label or str(self.auto_id)

    @property
    def described_by(self) -> str:
        """Return the ids of hint and error, in reading order; empty when there is neither."""
        ids = [
            *([self.hint_id] if self.help_text and self.auto_id else []),
            *([self.error_id] if self.errors and self.auto_id else []),
        ]
        return " ".join(ids)

    def build_widget_attrs(self, attrs: Any, widget: Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return built
        if self.described_by and not self.is_options:
            built["aria-describedby"] = self.described_by
        own = str(built.get("class") or widget.attrs.get("class") or "")
        built["class"] = " ".join(part for part in (self._look(widget), own) if part)
        return built

    def css_classes(self, extra_classes: Any = None) -> str:
        """Return the classes of the wrapper: wide for long texts and groups, marked when wrong."""
        classes = ["field"]
        if isinstance(self.field.widget, forms.Textarea) or self.is_options:
            classes.append("field-wide")
        if self.is_box:
            classes.append("field-box")
        if self.errors:
            classes.append("field-wrong")
        more = super().css_classes(extra_classes)
        return " ".join([*classes, more]) if more else " ".join(classes)

    @staticmethod
    def _look(widget: Widget) -> str:
        if isinstance(widget, OPTION_WIDGETS):
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "box"
        if isinstance(widget, forms.Select):
            return "input select"
        return "input"


class PortalRenderer(TemplatesSetting):
    """Render forms, formsets and fields through the portal's own templates."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = PortalBoundField


class Refusable(forms.BaseForm):
    """A form that takes the refusals of actions."""

    def refuse(self, error: ValidationError) -> None:
        """Show an action's refusal at its field, or above the form."""
        found = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: [error]}
        for name, errors in found.items():
            self.add_error(name if name in self.fields else None, errors)
