"""The scope as a form. What is wrong is said at its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.areas.models import Boundaries
from povertyportal.reporting.places import Places, places_for
from povertyportal.reporting.questions import ask, report_for
from povertyportal.reporting.registry import standards
from povertyportal.reporting.scope import Scope
from povertyportal.ui.fields import DateField

SCOPE_NAMES = ("place", "from", "to", "as_of", "standard", "boundaries")


class ScopeForm(forms.Form):
    """Choose what figures are asked for. Empty means: what the official report means."""

    place = forms.ChoiceField(
        label=_("Địa bàn"),
        error_messages={
            "invalid_choice": _(
                "Không có địa bàn này trong phạm vi của bạn. Đơn vị lập sau ngày thay đổi địa giới "
                "chỉ có khi chọn địa giới hiện nay."
            )
        },
    )
    standard = forms.ChoiceField(label=_("Chuẩn nghèo"))
    as_of = DateField(label=_("Tính đến ngày"))
    boundaries = forms.ChoiceField(label=_("Địa giới"), choices=Boundaries.choices)

    def __init__(self, data: QueryDict, *, user: User) -> None:
        self.today = today = timezone.localdate()
        boundaries = data.get("boundaries") or Boundaries.THEN
        is_today = boundaries == Boundaries.TODAY
        self.places = places_for(user, units_on=today if is_today else None)
        widest = min(self.places.own.values(), key=lambda area: len(area.path), default=None)
        wanted = self.places.known.get(data.get("place", ""), widest)
        parts = self.places.parts_of(wanted) if wanted else ()
        self.report = report_for(wanted, parts=parts)
        filled = {
            "place": data.get("place") or (str(widest.pk) if widest else ""),
            "from": data.get("from", ""),
            "to": data.get("to", ""),
            "as_of": data.get("as_of") or _written(self.report.stated_on if self.report else today),
            "standard": data.get("standard")
            or (self.report.standard if self.report else standards().on(today)),
            "boundaries": boundaries,
        }
        super().__init__({self.add_prefix(name): value for name, value in filled.items()})
        self.fields["place"].choices = _choices(self.places)  # type: ignore[attr-defined]
        self.fields["standard"].choices = standards().choices  # type: ignore[attr-defined]
        blank: dict[str, Any] = {"required": False, "help_text": _("Để trống: kỳ của báo cáo")}
        self.fields["from"] = DateField(label=_("Từ ngày"), **blank)
        self.fields["to"] = DateField(label=_("Đến ngày"), **blank)
        self.order_fields(SCOPE_NAMES)

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of a period or none, in order, and not after the as-of day."""
        data: dict[str, Any] = super().clean() or {}
        start, end, as_of = data.get("from"), data.get("to"), data.get("as_of")
        if as_of and as_of > self.today:
            self.add_error("as_of", _("Ngày này chưa đến. Hãy chọn hôm nay hoặc một ngày đã qua."))
            return data
        if "from" in self.errors or "to" in self.errors:
            return data
        if bool(start) != bool(end):
            self.add_error("to" if start else "from", _("Ghi cả ngày đầu và ngày cuối của kỳ."))
        elif start and end and start > end:
            self.add_error("to", _("Ngày cuối phải sau ngày đầu của kỳ."))
        elif start and as_of and start > as_of:
            self.add_error("as_of", _("Ngày tính đến không được trước ngày đầu của kỳ."))
        return data

    def scope(self) -> Scope:
        """Return the scope of a valid form."""
        data = self.cleaned_data
        area = self.places.known[data["place"]]
        return ask(
            area,
            today=self.today,
            report=self.report,
            start=data.get("from"),
            end=data.get("to"),
            as_of=data["as_of"],
            standard=data["standard"],
            boundaries=data["boundaries"],
            parts=self.places.parts_of(area),
        )


def _choices(places: Places) -> list[tuple[Any, Any]]:
    """Return the places to choose from; units of today apart, for some keep an old unit's name."""
    own = [(str(area.pk), area.name) for area in places.own.values()]
    units = [(str(area.pk), area.name) for area in places.units.values()]
    return [*own, (_("Đơn vị hiện nay"), units)] if units else own


def _written(day: Any) -> str:
    return f"{day:%d/%m/%Y}"
