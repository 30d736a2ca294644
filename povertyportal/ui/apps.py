"""What every page is made of: text, forms, lists, charts."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Register the package under the label `ui`."""

    name = "povertyportal.ui"
    label = "ui"
