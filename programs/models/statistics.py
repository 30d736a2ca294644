"""Numbers that other bodies publish: kept with their source, never computed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import StatisticKey
from programs.models.base import EditableRecord, area_key, filled, lengths, year


class Statistic(EditableRecord):
    """One published value of an area and a year, such as the share of trained labour."""

    VIEW = Permission.TARGET_VIEW
    EDIT = Permission.TARGET_EDIT
    DETAIL = "statistic_detail"

    key = models.SlugField(_("chỉ tiêu"), max_length=60)
    area = area_key()
    year = models.PositiveSmallIntegerField(_("năm"))
    value = models.DecimalField(_("giá trị"), max_digits=18, decimal_places=4)
    source = models.CharField(_("nguồn"), max_length=200)
    stated_on = models.DateField(_("ngày công bố"))

    class Meta:
        verbose_name = _("số liệu thống kê")
        verbose_name_plural = pgettext_lazy("plural", "số liệu thống kê")
        ordering = ["key", "-year", "area__path"]
        constraints = [
            models.UniqueConstraint(fields=["key", "area", "year"], name="statistic_once_a_year"),
            year("statistic"),
            filled("statistic", "source"),
            lengths("statistic", key=60, source=200),
        ]

    def __str__(self) -> str:
        return f"{self.words} {self.year}"

    @property
    def words(self) -> str:
        """Return what the number says; an unknown key stays as it is."""
        return str(dict(StatisticKey.choices).get(self.key, self.key))
