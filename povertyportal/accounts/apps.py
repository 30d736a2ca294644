"""Who may do what, where; and the record of what was done."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Register the package under the label `accounts`."""

    name = "povertyportal.accounts"
    label = "accounts"
    verbose_name = _("Tài khoản và nhật ký")

    def ready(self) -> None:
        """Import every app's `past`: how its tables are read as of another day."""
        autodiscover_modules("past")
