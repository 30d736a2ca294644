"""The machinery of figures: it knows no figure by name."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """Register the package under the label `reporting` and find the apps' figures."""

    name = "povertyportal.reporting"
    label = "reporting"
    verbose_name = _("Chỉ tiêu và báo cáo")

    def ready(self) -> None:
        """Import every app's `indicators`, `todo` and `reports`, as the admin does `admin`."""
        autodiscover_modules("indicators", "todo", "reports", "consistency")
