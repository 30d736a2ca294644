"""Who is near a limit of the poverty standard, and the one support that would change the class.

A simulation over recognised reviews: the scoring runs again with one answer changed, nothing is
written. A household whose recognised class differs from its points is left out: no point of the
card would move it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from households import facts, scoring
from households.choices import PovertyClass
from households.facts import Decision, DwellingFacts, MemberFacts
from households.models import ExitPlan, Review, ReviewMember, ReviewQuerySet
from households.scoring import Limit, Score, Standard
from households.wording import standard_shown
from households.workflow import State
from povertyportal.areas.models import Area

INCOME = "b1"
"""The aim of a support that raises income, beside the codes of the indicators."""

SMALL_GAP = 10
"""Points of B1 that one support for income can be expected to close: a working rule of the
portal, as much as one indicator of B2 weighs, and said on the page."""

NEAR = 20
"""Points from a limit within which a household counts as about to fall back."""

NO_SUPPORT = frozenset({"PHU_THUOC"})
"""Indicators that no support ends: who depends on whom is a matter of ages."""

_RANK = {PovertyClass.POOR: 0, PovertyClass.NEAR_POOR: 1, PovertyClass.NOT_POOR: 2}


@dataclass(frozen=True)
class Support:
    """One support: what it ends (an indicator, or income), in words, and the class after it."""

    aim: str
    text: str
    result: str


@dataclass(frozen=True)
class Outlook:
    """What would change a household's class.

    `single` are the supports of which one alone is enough; `least` is how many indicators must
    end where none is, 0 where only income counts. `b1_gap` is what B1 lacks to pass its limit.
    """

    single: tuple[Support, ...]
    least: int
    b1_gap: int

    @property
    def sentence(self) -> str:
        """Return the supports, or what is needed at least, in words."""
        if self.single:
            first, *rest = (support.text for support in self.single)
            return _(" hoặc ").join([first, *(text[0].lower() + text[1:] for text in rest)])
        if self.least:
            return ngettext(
                "Cần ít nhất %(count)d việc", "Cần ít nhất %(count)d việc", self.least
            ) % {"count": self.least}
        return _("Phải tăng thu nhập: thêm %(points)d điểm B1") % {"points": self.b1_gap}


def latest_recognised() -> ReviewQuerySet:
    """Return the latest recognised review of each household still on the books."""
    newer = Review.objects.filter(
        Q(round__ends_on__gt=OuterRef("round__ends_on"))
        | Q(
            round__ends_on=OuterRef("round__ends_on"),
            round__standard__gt=OuterRef("round__standard"),
        ),
        household=OuterRef("household"),
        state=State.RECOGNISED,
    )
    published = [s.key for s in scoring.standards() if s.points_published]
    return Review.objects.recognised().filter(
        ~Exists(newer), household__closed_on=None, round__standard__in=published
    )


def exit_candidates() -> ReviewQuerySet:
    """Return poor and near-poor households, with what separates each from the next class.

    `b1_gap` are the points that B1 lacks to pass its limit, `over` the indicators that must end
    for a poor household to become near-poor, `distance` the fewest points of the two ways, `single`
    whether one support is enough. Nearest first.
    """
    gap = _by_limit(lambda limit: limit.b1) + 1 - F("b1")
    weight = Case(
        *(
            When(round__standard=s.key, then=Value(s.points_per_indicator))
            for s in scoring.standards()
        ),
        output_field=IntegerField(),
    )
    counts = Q(recognised_class=PovertyClass.POOR) & ~_poor_by_income_alone()
    return (
        latest_recognised()
        .filter(
            recognised_class__in=[PovertyClass.POOR, PovertyClass.NEAR_POOR],
            computed_class=F("recognised_class"),
        )
        .annotate(b1_gap=gap, weight=weight, b2_limit=_by_limit(lambda limit: limit.b2))
        .annotate(
            over=Case(
                When(counts, then=(F("b2") - F("b2_limit")) / F("weight") + 1),
                default=None,
                output_field=IntegerField(),
            )
        )
        .annotate(
            distance=Case(
                When(over__isnull=False, then=Least(F("over") * F("weight"), F("b1_gap"))),
                default=F("b1_gap"),
                output_field=IntegerField(),
            ),
            single=Case(
                When(Q(over=1) | Q(b1_gap__lte=SMALL_GAP), then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
        )
        .order_by("distance", "pk")
    )


def near_falls() -> ReviewQuerySet:
    """Return near-poor and not poor households that few points keep from the class below.

    `distance` are the points of B2 a near-poor household is below the limit, or the points by
    which the B1 of the others passes it.
    """
    near_poor = Q(recognised_class=PovertyClass.NEAR_POOR)
    return (
        latest_recognised()
        .filter(
            recognised_class__in=[PovertyClass.NEAR_POOR, PovertyClass.NOT_POOR],
            computed_class=F("recognised_class"),
        )
        .annotate(
            distance=Case(
                When(near_poor, then=_by_limit(lambda limit: limit.b2) - F("b2")),
                default=F("b1") - _by_limit(lambda limit: limit.b1),
                output_field=IntegerField(),
            ),
        )
        .filter(distance__lte=NEAR)
        .order_by("distance", "pk")
    )


def with_facts(rows: ReviewQuerySet) -> ReviewQuerySet:
    """Add what the words of a list need, by a fixed number of queries."""
    plan = ExitPlan.objects.filter(
        household=OuterRef("household"), dropped_at=None, year__gt=OuterRef("round__year")
    )
    members = ReviewMember.objects.select_related("person")
    return (
        rows.annotate(plan_key=Subquery(plan.order_by("year").values("pk")[:1]))
        .select_related("household__head", "area", "village", "round", "previous", "dwelling")
        .prefetch_related("deprivations", Prefetch("members", members))
    )


def _by_limit(read: Callable[[Limit], int | None]) -> Case:
    """Return the limit of the review's standard and residence, as a number in the query."""
    cases = [
        When(round__standard=standard.key, residence=residence, then=Value(read(limit)))
        for standard in scoring.standards()
        if standard.points_published
        for residence, limit in standard.limits.items()
    ]
    return Case(*cases, output_field=IntegerField())


def _poor_by_income_alone() -> Q:
    """Return the condition that low income alone decided: no service changes the class then."""
    found = Q(pk__in=[])
    for standard in scoring.standards():
        for residence, limit in standard.limits.items():
            if limit.b1_alone is not None:
                found |= Q(
                    round__standard=standard.key, residence=residence, b1__lte=limit.b1_alone
                )
    return found


def score_of(review: Review) -> Score:
    """Return the review's stored score; the answers are read once."""
    return scoring.score(
        b1=review.b1 or 0,
        lacking=_lacking(review),
        standard=scoring.load(review.round.standard),
        residence=review.residence,
    )


def _lacking(review: Review) -> list[str]:
    return [d.indicator for d in review.deprivations.all() if d.is_lacking]


def outlook_of(review: Review) -> Outlook:
    """Run the scoring again with one change at a time; nothing is written."""
    standard = standard_shown(review.round.standard)
    now = score_of(review)
    decisions = _decisions(review, standard)
    gap = now.b1_margin + 1
    found = []
    for code in now.lacking:
        if code in NO_SUPPORT:
            continue
        rest = [other for other in now.lacking if other != code]
        then = _again(now, standard, lacking=rest)
        if _RANK[PovertyClass(then.result)] > _RANK[PovertyClass(now.result)]:
            found.append(
                Support(code, support_text(code, standard, decisions.get(code)), then.result)
            )
    if 0 < gap <= SMALL_GAP:
        then = _again(now, standard, b1=now.b1 + gap)
        text = _("Tăng thu nhập: thêm %(points)d điểm B1") % {"points": gap}
        found.append(Support(INCOME, text, then.result))
    return Outlook(tuple(found), now.services_to_leave, gap)


def fall_sentence(review: Review) -> str:
    """Return what would push the household into the class below, by running the score again."""
    standard = scoring.load(review.round.standard)
    now = score_of(review)
    if now.result == PovertyClass.NEAR_POOR:
        more = -now.b2_margin // now.points_per_indicator
        return ngettext(
            "Thêm %(count)d chỉ số thiếu hụt thì thành hộ nghèo",
            "Thêm %(count)d chỉ số thiếu hụt thì thành hộ nghèo",
            more,
        ) % {"count": more}
    drop = -now.b1_margin
    then = _again(now, standard, b1=now.b1 - drop)
    return _("Điểm B1 giảm %(points)d điểm thì thành %(class)s") % {
        "points": drop,
        "class": str(PovertyClass(then.result).label).lower(),
    }


def _again(
    now: Score, standard: Standard, *, b1: int | None = None, lacking: Iterable[str] | None = None
) -> Score:
    return scoring.score(
        b1=now.b1 if b1 is None else b1,
        lacking=list(now.lacking if lacking is None else lacking),
        standard=standard,
        residence=now.residence,
    )


def _decisions(review: Review, standard: Standard) -> dict[str, Decision]:
    """Return what the review's facts say, by indicator: how many people lack what."""
    members = [
        MemberFacts(
            age=m.age,
            has_insurance=m.has_insurance,
            has_allowance=m.has_allowance,
            is_malnourished=m.is_malnourished,
            is_disabled=m.person.disability,
            work=m.work,
            schooling=m.schooling,
            education=m.education,
        )
        for m in review.members.all()
    ]
    house = getattr(review, "dwelling", None)
    if not members and house is None:
        return {}
    dwelling = DwellingFacts()
    if house is not None:
        dwelling = DwellingFacts(
            floor_area=house.floor_area,
            wall=house.wall,
            column=house.column,
            roof=house.roof,
            water=house.water,
            toilet=house.toilet,
            uses_internet=house.uses_internet,
            devices=None if house.devices is None else tuple(house.devices),
        )
    return dict(facts.decide(standard=standard, members=members, dwelling=dwelling))


def support_text(code: str, standard: Standard, decision: Decision | None = None) -> str:
    """Return the support that ends a lack; with the number of people where the facts know it."""
    count = int(decision.top) if decision and decision.is_lacking and decision.top else 0
    known = {
        "BHYT": _("Cấp thẻ BHYT cho %(count)d người"),
        "VIEC_LAM": _("Giới thiệu việc làm có hợp đồng cho %(count)d người"),
        "DINH_DUONG": _("Hỗ trợ dinh dưỡng cho %(count)d trẻ em"),
        "DI_HOC_TRE_EM": _("Đưa %(count)d trẻ em đi học đúng lớp"),
        "GD_NGUOI_LON": _("Cho %(count)d người học văn hoá, học nghề"),
    }
    if count and code in known:
        return known[code] % {"count": count}
    general = {
        "BHYT": _("Cấp thẻ BHYT cho người chưa có"),
        "VIEC_LAM": _("Giới thiệu việc làm có hợp đồng"),
        "DINH_DUONG": _("Hỗ trợ dinh dưỡng cho trẻ em"),
        "DI_HOC_TRE_EM": _("Đưa trẻ em đi học đúng lớp"),
        "GD_NGUOI_LON": _("Học văn hoá, học nghề cho người lớn"),
        "CHAT_LUONG_NHA": _("Sửa, xây lại nhà cho kiên cố"),
        "DIEN_TICH_NHA": _("Mở rộng nhà ở"),
        "NUOC": _("Đưa nước sạch về hộ"),
        "NHA_TIEU": _("Làm nhà tiêu hợp vệ sinh"),
        "VIEN_THONG": _("Kết nối internet"),
        "PHUONG_TIEN_TT": _("Hỗ trợ phương tiện nghe nhìn"),
    }
    if code in general:
        return general[code]
    name = next((i.name for i in standard.indicators if i.code == code), code)
    return _("Khắc phục thiếu hụt: %(name)s") % {"name": name}


@dataclass(frozen=True)
class WardOutlook:
    """A ward before and after every single support, as a simulation."""

    area: Area
    poor: int
    to_near_poor: int
    to_not_poor: int
    near_poor: int
    near_poor_leave: int

    @property
    def poor_after(self) -> int:
        """Return how many would still be poor."""
        return self.poor - self.to_near_poor - self.to_not_poor


def wards_after(rows: ReviewQuerySet) -> list[WardOutlook]:
    """Return for each ward of `exit_candidates` what would be if every single support was given.

    A poor household that one service would lift counts as near-poor after it, else one that a
    little income would lift counts as not poor.
    """
    poor, near = (
        Q(recognised_class=PovertyClass.POOR),
        Q(recognised_class=PovertyClass.NEAR_POOR),
    )
    small: Any = Q(b1_gap__lte=SMALL_GAP)
    found = (
        rows.order_by()
        .values("area")
        .annotate(
            n_poor=Count("pk", filter=poor),
            n_near=Count("pk", filter=near),
            by_service=Count("pk", filter=poor & Q(over=1)),
            by_income=Count("pk", filter=poor & small & (Q(over=None) | ~Q(over=1))),
            near_leave=Count("pk", filter=near & small),
        )
    )
    counts = {row["area"]: row for row in found}
    return [
        WardOutlook(
            area,
            counts[area.pk]["n_poor"],
            counts[area.pk]["by_service"],
            counts[area.pk]["by_income"],
            counts[area.pk]["n_near"],
            counts[area.pk]["near_leave"],
        )
        for area in Area.objects.filter(pk__in=counts).order_by("path")
    ]
