"""What every page is made of: text, forms, lists, charts."""

from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Register the package under the label `ui`."""

    name = "povertyportal.ui"
    label = "ui"

    def ready(self) -> None:
        """Say at an empty field what to do, instead of only that it is required."""
        forms.Field.default_error_messages["required"] = _("Chưa có. Hãy điền hoặc chọn ở đây.")
