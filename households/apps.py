"""The households application: people, households and their yearly reviews."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    label = "households"
    verbose_name = _("Hộ dân và rà soát")

    def ready(self) -> None:
        """Let other applications register what a household received."""
        autodiscover_modules("dossier")
