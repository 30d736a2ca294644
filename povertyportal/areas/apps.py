"""Provinces, cities, wards and villages, as they were on any day."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    """Register the package under the label `areas`."""

    name = "povertyportal.areas"
    label = "areas"
    verbose_name = _("Địa bàn")
