"""What all records of the programme share: scope, rights, token, version, and rule builders."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from households.models import rules
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.text import fold

if TYPE_CHECKING:
    from povertyportal.accounts.models import User

AREA_LABEL = _("địa bàn")
AMOUNT_LIMIT = 10**15
FIRST_YEAR, LAST_YEAR = 2015, 2100


class RecordQuerySet(models.QuerySet[Any]):
    """Rows that belong to an area; every read begins with `visible_to`."""

    def visible_to(self, user: "User") -> Self:
        """Keep the rows in the areas where the user holds the model's right to view."""
        kept = user.scope(self.model.VIEW, area=self.model.AREA)
        if self.model.RECIPIENT:
            kept |= user.scope(self.model.VIEW, area=self.model.RECIPIENT)
        return self.filter(kept)


class Record(models.Model):
    """What an office writes down once. Subclasses name who may read and who may write.

    `AREA` names the key to the area whose rights decide; `RECIPIENT` a second one, of the area
    that was given something and may therefore read the row. `ORDER` names pairs of days of which
    the second is not before the first.
    """

    VIEW: ClassVar[Permission]
    EDIT: ClassVar[Permission]
    AREA: ClassVar[str] = "area"
    RECIPIENT: ClassVar[str] = ""
    DETAIL: ClassVar[str]

    ORDER: ClassVar[tuple[tuple[str, str], ...]] = ()

    submit_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("ghi lúc"), auto_now_add=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """Return the page of this record."""
        return reverse(self.DETAIL, args=[self.pk])

    def clean(self) -> None:
        """Refuse days in the wrong order, at the later one, in the words of the labels."""
        errors = {}
        for first, last in self.ORDER:
            start, end = getattr(self, first), getattr(self, last)
            if start and end and end < start:
                first_column: Any = self._meta.get_field(first)
                last_column: Any = self._meta.get_field(last)
                labels = {
                    "last": capfirst(str(last_column.verbose_name)),
                    "first": str(first_column.verbose_name),
                    "day": f"{start:%d/%m/%Y}",
                }
                errors[last] = ValidationError(
                    _("%(last)s không thể trước %(first)s (%(day)s)."),
                    code="order",
                    params=labels,
                )
        if errors:
            raise ValidationError(errors)

    @property
    def where(self) -> Area:
        """Return the area whose rights decide about this record."""
        row: Any = self
        for name in self.AREA.split("__"):
            row = getattr(row, name)
        area: Area = row
        return area


class EditableRecord(Record):
    """A record that may be put right later. `version` tells an edit made on an older state.

    A ledger is no such record: there a counter-entry takes a mistake back.
    """

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def demand_free(self) -> None:
        """Refuse to be put right or deleted where another record keeps this one; most are free."""


def reads_names(user: "User", model: type[models.Model]) -> bool:
    """Tell whether the user may read the names of people in rows of this model.

    They may where households are open to them on every area whose rows they see.
    """
    view = getattr(model, "VIEW", None)
    open_areas = [g.area for g in user.grants if Permission.HOUSEHOLD_VIEW in g.permissions]
    return all(
        any(area.contains(grant.area) for area in open_areas)
        for grant in user.grants
        if view in grant.permissions
    )


class SearchField(models.CharField):  # type: ignore[type-arg]
    """The folded text of other fields, kept up to date by save and bulk_create."""

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = sources
        kwargs |= {"editable": False, "max_length": 600, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Add the names of the sources to what a migration keeps."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the folded sources, and leave them on the row."""
        text = fold(" ".join(str(getattr(model_instance, name) or "") for name in self.sources))
        value = text[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value


def area_key(label: Any = AREA_LABEL, **kwargs: Any) -> Any:
    """Return the foreign key to the ward or city a record belongs to."""
    return models.ForeignKey(
        "areas.Area", models.PROTECT, verbose_name=label, related_name="+", **kwargs
    )


def amount_field(label: Any, **kwargs: Any) -> Any:
    """Return a column of whole đồng."""
    return models.BigIntegerField(label, **kwargs)


def amount(model: str, *fields: str, zero: bool = False) -> models.CheckConstraint:
    """Demand amounts above zero (or from zero) and below 10^15."""
    rule = Q()
    for field in fields:
        low = {f"{field}__gte": 0} if zero else {f"{field}__gt": 0}
        rule &= Q(**low, **{f"{field}__lt": AMOUNT_LIMIT})
    return models.CheckConstraint(condition=rule, name=f"{model}_{fields[0]}_amount")


def known(
    model: str, field: str, choices: type[models.TextChoices], *, blank: bool = False
) -> models.CheckConstraint:
    """Demand one of the listed values."""
    rule: models.CheckConstraint = rules.known(
        field, choices, blank=blank, name=f"{model}_{field}_known"
    )
    return rule


def ordered(model: str, first: str, last: str) -> models.CheckConstraint:
    """Demand that `last`, where given, is not before `first`."""
    return models.CheckConstraint(
        condition=Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)}),
        name=f"{model}_{last}_after_{first}",
    )


def year(model: str, field: str = "year") -> models.CheckConstraint:
    """Demand a year the portal can mean."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__range": (FIRST_YEAR, LAST_YEAR)}), name=f"{model}_{field}_range"
    )


def filled(model: str, field: str) -> models.CheckConstraint:
    """Refuse an empty text."""
    return models.CheckConstraint(condition=~Q(**{field: ""}), name=f"{model}_{field}_filled")


def lengths(model: str, /, **limits: int) -> models.CheckConstraint:
    """Hold text lengths in the database itself: SQLite ignores varchar(n)."""
    rule: models.CheckConstraint = rules.lengths(f"{model}_text_lengths", **limits)
    return rule
