"""How reviews fall into groups: by the head, the place, the class, the cause and the way in.

The head is the one of the review's day: on its sheet where members were written down, else
whoever was head when the round ended. A later head changes no past figure.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.translation import gettext_lazy as _

from households.choices import CauseCode, Ethnicity, Gender, MemberOrganisation, PovertyClass
from households.indicators.rows import was_poor_before
from households.models import Membership, ReviewMember
from povertyportal.areas.models import Residence
from povertyportal.reporting.breakdowns import Breakdown, by_choice
from povertyportal.reporting.scope import Scope


class AgeGroup(TextChoices):
    """The age of a head, in groups of about half a generation."""

    UNDER_30 = "under_30", _("Dưới 30 tuổi")
    FROM_30 = "30_44", _("30–44 tuổi")
    FROM_45 = "45_59", _("45–59 tuổi")
    FROM_60 = "60_up", _("Từ 60 tuổi")


class Way(TextChoices):
    """How a household came onto the poor list."""

    NEW = "new", _("Phát sinh mới")
    RELAPSED = "relapsed", _("Tái nghèo")


def _sheet(value: Any) -> Subquery:
    """Return what the review's own sheet says of its head."""
    heads = ReviewMember.objects.filter(review=OuterRef("pk"), relation="head").order_by("pk")
    return Subquery(heads.values(value)[:1])


def _heads() -> QuerySet[Membership]:
    """Return who was head of the review's household when its round ended."""
    return Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=OuterRef("round__ends_on")),
        household=OuterRef("household"),
        is_head=True,
        valid_from__lte=OuterRef("round__ends_on"),
    ).order_by("-valid_from", "-pk")


def _of_head(name: str) -> Callable[[Scope], Coalesce]:
    """Return a fact about the head as a person."""
    return lambda scope: Coalesce(
        _sheet(f"person__{name}"), Subquery(_heads().values(f"person__{name}")[:1])
    )


def _age_group(scope: Scope) -> Case:
    """Return the group of the head's age: as the sheet says, else by the years alone."""
    years = OuterRef("round__year") - F("person__birth_year")
    by_year = Subquery(_heads().values_list(years, flat=True)[:1], output_field=IntegerField())
    age = Coalesce(_sheet("age"), by_year)
    return Case(
        When(LessThan(age, 30), then=Value(AgeGroup.UNDER_30)),
        When(LessThan(age, 45), then=Value(AgeGroup.FROM_30)),
        When(LessThan(age, 60), then=Value(AgeGroup.FROM_45)),
        When(GreaterThanOrEqual(age, 60), then=Value(AgeGroup.FROM_60)),
        output_field=CharField(),
    )


def _way(scope: Scope) -> Case:
    back = When(was_poor_before(scope), then=Value(Way.RELAPSED))
    return Case(back, default=Value(Way.NEW), output_field=CharField())


_CAUSES = _(
    "Một hộ có thể nêu nhiều nguyên nhân, nên cộng các dòng lớn hơn số hộ; mỗi dòng là số hộ nêu "
    "nguyên nhân đó."
)

HEADS = (
    by_choice(
        "ethnicity", _("Dân tộc của chủ hộ"), column=_of_head("ethnicity"), choices=Ethnicity
    ),
    by_choice("sex", _("Giới tính của chủ hộ"), column=_of_head("gender"), choices=Gender),
    by_choice(
        "age",
        _("Tuổi của chủ hộ"),
        column=_age_group,
        choices=AgeGroup,
        is_ordered=True,
        note=_("Tuổi ghi trên phiếu; phiếu không ghi thì lấy năm rà soát trừ năm sinh."),
    ),
)
RESIDENCE = by_choice("residence", _("Thành thị, nông thôn"), column="residence", choices=Residence)
CLASS = by_choice(
    "class",
    _("Diện được công nhận"),
    column="recognised_class",
    choices=PovertyClass,
    is_ordered=True,
)
WAY = by_choice("way", _("Mới hay tái nghèo"), column=_way, choices=Way, is_ordered=True)
CAUSES = by_choice(
    "cause",
    _("Nguyên nhân nghèo"),
    column="causes__code",
    choices=CauseCode,
    is_multiple=True,
    note=_CAUSES,
    unknown=_("không nêu"),
)
FORMER_CAUSES = replace(
    CAUSES, title=_("Nguyên nhân nghèo ở đợt trước"), column="previous__causes__code"
)

LISTED: tuple[Breakdown, ...] = (
    *HEADS,
    replace(RESIDENCE, base_column="area__residence"),
    CAUSES,
)
EXITED: tuple[Breakdown, ...] = (*HEADS, RESIDENCE, CLASS, FORMER_CAUSES)
ENTERED: tuple[Breakdown, ...] = (*HEADS, RESIDENCE, WAY, CAUSES)
CHANGED: tuple[Breakdown, ...] = (*HEADS, RESIDENCE, CLASS)
PLANNED: tuple[Breakdown, ...] = (
    by_choice(
        "result",
        _("Kết quả rà soát"),
        column="result",
        choices=PovertyClass,
        is_ordered=True,
        unknown=_("chưa có kết quả"),
    ),
    by_choice(
        "organisation", _("Tổ chức giúp đỡ"), column="organisation", choices=MemberOrganisation
    ),
    replace(RESIDENCE, column="area__residence"),
)
