"""What the programme gives: money, credit, work, housing, support - and what it achieved."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    """Register the package under the label `programs`."""

    name = "programs"
    label = "programs"
    verbose_name = _("Chương trình giảm nghèo")
