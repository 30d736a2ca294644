"""The figures of the programme: money, credit, work and training, housing and Fund, awards."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.registry import (
    Closing,
    Computed,
    Indicator,
    Panel,
    Theme,
    rate,
    register,
    register_panel,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Unit, billion, million, with_unit, written
from povertyportal.ui.charts import Datum, StackedBar, stacked_bar
from programs import filters, money, tables
from programs.choices import (
    BeneficiaryClass,
    EntryKind,
    FundKind,
    HouseFunding,
    RecipientKind,
)
from programs.models import (
    AllocationEntry,
    Award,
    Directive,
    Enrolment,
    FundTransaction,
    HousingCase,
    HousingContribution,
    IdleReason,
    JobAggregate,
    JobNeed,
    JobPlacement,
    JobService,
    Loan,
    OverseasContract,
    Statistic,
    TrainingClass,
)

BUDGET_SOURCE = "Nghị định 27/2022/NĐ-CP (sửa đổi: 38/2023); Quyết định 90/QĐ-TTg"
CREDIT_SOURCE = "Nghị định 78/2002/NĐ-CP; Quyết định 15/2013/QĐ-TTg"
WORK_SOURCE = "Thông tư 11/2022/TT-BLĐTBXH; Quyết định 90/QĐ-TTg"
TRAINING_SOURCE = "Quyết định 90/QĐ-TTg, Dự án 4; Quyết định 46/2015/QĐ-TTg"
HOUSING_SOURCE = gettext_lazy(
    "Quyết định hỗ trợ từng nhà; không phải vốn Chương trình (thành phố không có Dự án 5)"
)
FUND_SOURCE = gettext_lazy("Quy chế Quỹ Vì người nghèo của Mặt trận Tổ quốc Việt Nam")

SERVED_CLASSES = (BeneficiaryClass.POOR, BeneficiaryClass.NEAR_POOR, BeneficiaryClass.ESCAPED)


# Money ------------------------------------------------------------------------------------------

_KINDS: dict[str, list[str]] = {
    balance: [kind for kind, move in money.MOVES.items() if move.balance == balance]
    for balance in money.BALANCES
}
_SIGNED = {kind: move.sign for kind, move in money.MOVES.items()}


def _entries(scope: Scope, *balances: str) -> QuerySet[Any]:
    """Return the entries of these balances; `effect` is what each adds to the figure.

    A ward sees what was given to it; the city sees what was assigned to it and to its wards.
    """
    kinds = [kind for balance in balances for kind in _KINDS[balance]]
    signs = [When(kind=kind, then=F("amount") * _SIGNED[kind]) for kind in kinds]
    rows: QuerySet[Any] = AllocationEntry.objects.filter(
        scope.inside("allocation__area") | scope.inside("recipient"),
        scope.during("entry_on"),
        kind__in=kinds,
    )
    rows = rows
    signed: QuerySet[Any] = rows.annotate(effect=Case(*signs))
    return signed


def assigned(scope: Scope) -> QuerySet[Any]:
    """Return what was assigned, adjusted, carried over or handed back in the window."""
    return _entries(scope, money.ASSIGNED)


def distributed(scope: Scope) -> QuerySet[Any]:
    """Return what was distributed in the window."""
    return _entries(scope, money.DISTRIBUTED)


def disbursed(scope: Scope) -> QuerySet[Any]:
    """Return what was paid out in the window."""
    return _entries(scope, money.DISBURSED)


def unallocated(scope: Scope) -> QuerySet[Any]:
    """Return the entries that assign (+) and distribute (-): their sum lies undistributed.

    Only the area that was assigned money can have some left: a ward alone has no rows.
    """
    rows = _entries(scope, money.ASSIGNED, money.DISTRIBUTED).filter(
        scope.inside("allocation__area")
    )
    minus = [
        When(kind=kind, then=-F("amount") * _SIGNED[kind]) for kind in _KINDS[money.DISTRIBUTED]
    ]
    signed: QuerySet[Any] = rows.annotate(
        effect=Case(
            *minus,
            *[When(kind=kind, then=F("amount") * _SIGNED[kind]) for kind in _KINDS[money.ASSIGNED]],
        )
    )
    return signed


def _sum(rows: QuerySet[Any], name: str = "effect") -> int | None:
    total: int | None = rows.order_by().aggregate(v=Sum(name))["v"]
    return total


def _assigned(scope: Scope) -> Computed:
    """Sum what was assigned, by kind; unknown for a ward, which is assigned nothing of its own."""
    by_kind = dict(assigned(scope).order_by().values_list("kind").annotate(v=Sum("effect")))
    if not by_kind:
        return Computed(None)
    given = sum(by_kind.values())
    terms = " + ".join(
        f"{written(by_kind[kind])} ({kind.label})" for kind in EntryKind if kind in by_kind
    )
    return Computed(given, given, lines=(f"{terms} = {written(given)} {Unit.DONG.label}",))


def _unallocated(scope: Scope) -> Computed:
    """Take the distributed from the assigned money, to the đồng."""
    given, passed_on = _sum(assigned(scope)), _sum(distributed(scope)) or 0
    if given is None:
        return Computed(None)
    rest = given - passed_on
    line = _("%(given)s được giao − %(passed)s đã phân bổ = %(rest)s đồng") % {
        "given": written(given),
        "passed": written(passed_on),
        "rest": written(rest),
    }
    return Computed(rest, rest, given, lines=(line,))


def _money_closes(scope: Scope) -> list[Closing]:
    """Return the table of the money: assigned - distributed = unallocated, in đồng."""
    given, passed_on = _sum(assigned(scope)), _sum(distributed(scope)) or 0
    if given is None:
        return []
    paid = _sum(disbursed(scope)) or 0
    return [
        Closing(_("Vốn giao (đồng)"), given, "capital_assigned"),
        Closing(_("Đã phân bổ (đồng)"), passed_on, "capital_distributed", "−"),
        Closing(
            _("Chưa phân bổ (đồng)"), given - passed_on, "capital_unallocated", "=", is_total=True
        ),
        Closing(_("Đã giải ngân, trong phần đã phân bổ (đồng)"), paid, "capital_disbursed"),
    ]


def _money_bar(scope: Scope) -> StackedBar | None:
    """Return the bar that splits the assigned money: paid out, distributed, waiting."""
    given = _sum(assigned(scope))
    if given is None:
        return None
    passed_on, paid = _sum(distributed(scope)) or 0, _sum(disbursed(scope)) or 0
    parts = (
        (_("Đã giải ngân"), paid, "navy"),
        (_("Đã phân bổ, chưa giải ngân"), passed_on - paid, "light"),
        (_("Chưa phân bổ"), given - passed_on, "gold"),
    )
    return stacked_bar(
        [
            Datum(label, value, text=with_unit(value, Unit.DONG), tone=tone)
            for label, value, tone in parts
        ],
        title=_("Vốn giao đang ở đâu"),
    )


def _money_remark(scope: Scope) -> str:
    """Say which part of the assigned money waits."""
    given, passed_on = _sum(assigned(scope)), _sum(distributed(scope)) or 0
    part = rate(None if given is None else given - passed_on, given)
    if part is None:
        return ""
    return _("%(part)s %% của %(given)s tỷ đồng được giao") % {
        "part": written(part, decimals=1),
        "given": billion(given),
    }


_MONEY: dict[str, Any] = {
    "theme": Theme.CAPITAL,
    "permission": Permission.CAPITAL_VIEW,
    "source": BUDGET_SOURCE,
    "unit": Unit.DONG,
    "measure": Sum("effect"),
    "table": tables.AllocationEntryTable,
    "filters": filters.AllocationEntryFilter,
    "closing": _money_closes,
    "area": "recipient",
    "day": "entry_on",
}

register(
    Indicator(
        **_MONEY,
        key="capital_assigned",
        title=gettext_lazy("Vốn giao"),
        definition=gettext_lazy(
            "Vốn cấp trên giao cho thành phố trong kỳ, cộng trừ điều chỉnh và chuyển nguồn, trừ "
            "phần nộp trả. Tính theo ngày ghi trên quyết định."
        ),
        direction=Direction.NONE,
        rows=assigned,
        compute=_assigned,
    ),
    Indicator(
        **_MONEY,
        key="capital_distributed",
        title=gettext_lazy("Vốn đã phân bổ"),
        definition=gettext_lazy(
            "Phần vốn giao mà thành phố đã phê duyệt, phân bổ cho đơn vị và phường, xã. Kế hoạch "
            "là toàn bộ vốn giao."
        ),
        rows=distributed,
        plan_key="capital_assigned",
    ),
    Indicator(
        **_MONEY,
        key="capital_unallocated",
        title=gettext_lazy("Vốn chưa phân bổ"),
        definition=gettext_lazy(
            "Vốn giao trừ vốn đã phân bổ, tính đến từng đồng. Mỗi khoản còn lại phải có lý do, "
            "người chịu trách nhiệm và hạn xử lý."
        ),
        direction=Direction.DOWN,
        rows=unallocated,
        compute=_unallocated,
        spread=lambda scope: {},
        headline=3,
        chart=_money_bar,
        remark=_money_remark,
    ),
    Indicator(
        **_MONEY,
        key="capital_disbursed",
        window_key="capital_distributed",
        title=gettext_lazy("Vốn đã giải ngân"),
        definition=gettext_lazy(
            "Tiền đã chi từ phần vốn đã phân bổ. Báo cáo giữa kỳ không nêu số này; cổng vẫn ghi và "
            "tính."
        ),
        rows=disbursed,
    ),
)


# Credit -----------------------------------------------------------------------------------------


def _loans(household_class: str) -> Callable[[Scope], QuerySet[Any]]:
    """Return the rows of loans to households of a class on the day of the loan."""

    def rows(scope: Scope) -> QuerySet[Any]:
        return Loan.objects.filter(
            scope.inside(), scope.during("disbursed_on"), borrower_class=household_class
        )

    return rows


def _loan_figures(prefix: str, household_class: str, whom: Any) -> list[Indicator]:
    common: dict[str, Any] = {
        "theme": Theme.CREDIT,
        "permission": Permission.LOAN_VIEW,
        "source": CREDIT_SOURCE,
        "rows": _loans(household_class),
        "table": tables.LoanTable,
        "filters": filters.LoanFilter,
        "day": "disbursed_on",
    }
    amount, count, households = whom
    return [
        Indicator(
            **common,
            key=f"loans_{prefix}_amount",
            title=amount,
            definition=gettext_lazy(
                "Tổng số tiền của các món vay giải ngân trong kỳ. Diện của hộ lấy theo ngày vay, "
                "từ kết quả rà soát đã được công nhận."
            ),
            unit=Unit.DONG,
            measure=Sum("amount"),
        ),
        Indicator(
            **common,
            key=f"loans_{prefix}_count",
            title=count,
            definition=gettext_lazy(
                "Số món vay giải ngân trong kỳ (lượt). Một hộ vay hai lần là hai lượt."
            ),
            unit=Unit.LOANS,
        ),
        Indicator(
            **common,
            key=f"loans_{prefix}_households",
            window_key=f"loans_{prefix}_count",
            title=households,
            definition=gettext_lazy("Số hộ khác nhau đã vay trong kỳ, mỗi hộ đếm một lần."),
            unit=Unit.HOUSEHOLDS,
            measure=Count("household", distinct=True),
        ),
    ]


register(
    *_loan_figures(
        "poor",
        BeneficiaryClass.POOR,
        (
            gettext_lazy("Cho vay hộ nghèo"),
            gettext_lazy("Lượt hộ nghèo vay"),
            gettext_lazy("Số hộ nghèo đã vay"),
        ),
    ),
    *_loan_figures(
        "near_poor",
        BeneficiaryClass.NEAR_POOR,
        (
            gettext_lazy("Cho vay hộ cận nghèo"),
            gettext_lazy("Lượt hộ cận nghèo vay"),
            gettext_lazy("Số hộ cận nghèo đã vay"),
        ),
    ),
)


# Work and training ------------------------------------------------------------------------------


def needs(scope: Scope) -> QuerySet[Any]:
    """Return the workers of poor, near-poor and newly escaped households who stated a need."""
    return JobNeed.objects.filter(
        scope.inside(), scope.during("registered_on"), household_class__in=SERVED_CLASSES
    )


def served_needs(scope: Scope) -> QuerySet[Any]:
    """Return those of `needs` that were served by the end of the window."""
    services = JobService.objects.filter(need=OuterRef("pk"), served_on__lte=scope.end)
    return needs(scope).filter(Exists(services))


def placements(scope: Scope) -> QuerySet[Any]:
    """Return the placements that began in the window."""
    return JobPlacement.objects.filter(scope.inside(), scope.during("started_on"))


def departures(scope: Scope) -> QuerySet[Any]:
    """Return the overseas contracts whose worker left in the window."""
    return OverseasContract.objects.filter(scope.inside(), scope.during("departed_on"))


def supported_jobs(scope: Scope) -> QuerySet[Any]:
    """Return the wards' yearly numbers for the whole years of the window."""
    last = scope.end.year if (scope.end.month, scope.end.day) == (12, 31) else scope.end.year - 1
    first = (
        scope.start.year
        if (scope.start.month, scope.start.day) == (1, 1)
        else (scope.start.year + 1)
    )
    return JobAggregate.objects.filter(
        scope.inside(), year__gte=first, year__lte=last, stated_on__lte=scope.as_of
    )


def _jobs_per_year(scope: Scope) -> Computed:
    """Divide the workers of all whole years by the years that were stated."""
    by_year = list(
        supported_jobs(scope)
        .order_by()
        .values_list("year")
        .annotate(n=Sum("workers"))
        .order_by("year")
    )
    if not by_year:
        return Computed(None)
    total = sum(workers for _year, workers in by_year)
    terms = " + ".join(f"{written(workers)} ({year})" for year, workers in by_year)
    mean = round(total / len(by_year))
    line = _("(%(terms)s) ÷ %(years)s năm = %(mean)s lao động mỗi năm") % {
        "terms": terms,
        "years": len(by_year),
        "mean": written(mean),
    }
    return Computed(mean, total, len(by_year), lines=(line,))


def _jobs_by_area(scope: Scope) -> dict[int, Any]:
    """Return each ward's yearly mean, as whole workers."""
    rows = supported_jobs(scope).order_by()
    sums = rows.values_list("area").annotate(n=Sum("workers"), years=Count("year", distinct=True))
    return {area: round(workers / years) for area, workers, years in sums}


def classes(scope: Scope) -> QuerySet[Any]:
    """Return the classes that began in the window."""
    return TrainingClass.objects.filter(scope.inside(), scope.during("starts_on"))


def _learners(*household_classes: str) -> Callable[[Scope], QuerySet[Any]]:
    def rows(scope: Scope) -> QuerySet[Any]:
        found = Enrolment.objects.filter(scope.inside(), scope.during("training_class__starts_on"))
        return found.filter(household_class__in=household_classes) if household_classes else found

    return rows


def trained_labour(scope: Scope) -> QuerySet[Any]:
    """Return the latest published share of trained labour of the area itself in the window."""
    known = Statistic.objects.filter(
        key="trained_labour_rate",
        area__path=scope.area.path,
        year__gte=scope.start.year,
        year__lte=scope.end.year,
        stated_on__lte=scope.as_of,
    )
    latest = known.order_by().values("area").annotate(last=Max("year")).values("last")
    return known.filter(year__in=latest)


_WORK: dict[str, Any] = {"theme": Theme.WORK, "permission": Permission.WORK_VIEW}
_TRAINING: dict[str, Any] = {
    **_WORK,
    "source": TRAINING_SOURCE,
    "unit": Unit.LEARNERS,
    "table": tables.EnrolmentTable,
    "filters": filters.EnrolmentFilter,
    "day": "training_class__starts_on",
}

register(
    Indicator(
        **_WORK,
        key="job_counselling_rate",
        title=gettext_lazy("Lao động có nhu cầu được tư vấn, hỗ trợ"),
        definition=gettext_lazy(
            "Số người thuộc hộ nghèo, cận nghèo, mới thoát nghèo đã đăng ký nhu cầu trong kỳ và đã "
            "được tư vấn, cung cấp thông tin hoặc giới thiệu việc làm, chia cho tổng số người đã "
            "đăng ký nhu cầu, nhân 100."
        ),
        source=WORK_SOURCE,
        unit=Unit.PERCENT,
        rows=served_needs,
        measure=Count("person", distinct=True),
        base=needs,
        base_measure=Count("person", distinct=True),
        base_title=gettext_lazy("người có nhu cầu"),
        table=tables.JobNeedTable,
        filters=filters.JobNeedFilter,
    ),
    Indicator(
        **_WORK,
        key="workers_placed",
        title=gettext_lazy("Kết nối việc làm thành công"),
        definition=gettext_lazy(
            "Số người khác nhau đã vào làm việc trong kỳ sau khi được kết nối; người vào làm hai "
            "nơi vẫn đếm một lần."
        ),
        source=WORK_SOURCE,
        unit=Unit.WORKERS,
        rows=placements,
        measure=Count("person", distinct=True),
        table=tables.JobPlacementTable,
        filters=filters.JobPlacementFilter,
        day="started_on",
        headline=4,
    ),
    Indicator(
        **_WORK,
        key="overseas_workers",
        title=gettext_lazy("Lao động đi làm việc ở nước ngoài"),
        definition=gettext_lazy(
            "Số hợp đồng có ngày xuất cảnh trong kỳ. Không phải vốn Chương trình: thành phố không "
            "phải huyện nghèo nên không có tiểu dự án 4.2."
        ),
        source="Luật Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng 2020",
        unit=Unit.WORKERS,
        rows=departures,
        table=tables.OverseasContractTable,
        filters=filters.OverseasContractFilter,
        day="departed_on",
    ),
    Indicator(
        **_WORK,
        key="jobs_supported_per_year",
        title=gettext_lazy("Lao động được hỗ trợ tạo việc làm mỗi năm"),
        definition=gettext_lazy(
            "Tổng số các phường, xã báo cho từng năm trọn vẹn trong kỳ, chia cho số năm. Có thể "
            "gồm cả người được kết nối việc làm và người đi nước ngoài."
        ),
        source=WORK_SOURCE,
        unit=Unit.WORKERS_PER_YEAR,
        rows=supported_jobs,
        measure=Sum("workers"),
        compute=_jobs_per_year,
        spread=_jobs_by_area,
        table=tables.JobAggregateTable,
        filters=filters.JobAggregateFilter,
        day="year",
    ),
    Indicator(
        **_WORK,
        key="training_classes",
        title=gettext_lazy("Lớp đào tạo nghề"),
        definition=gettext_lazy("Số lớp khai giảng trong kỳ."),
        source=TRAINING_SOURCE,
        unit=Unit.CLASSES,
        rows=classes,
        table=tables.TrainingClassTable,
        filters=filters.TrainingClassFilter,
        day="starts_on",
    ),
    Indicator(
        **_TRAINING,
        key="trainees",
        title=gettext_lazy("Học viên học nghề"),
        definition=gettext_lazy("Số lượt học viên của các lớp khai giảng trong kỳ."),
        rows=_learners(),
    ),
    Indicator(
        **_TRAINING,
        key="trainees_poor",
        title=gettext_lazy("Học viên thuộc hộ nghèo"),
        definition=gettext_lazy(
            "Học viên của các lớp khai giảng trong kỳ mà hộ là hộ nghèo vào ngày nhập học. Đếm "
            "người, không đếm hộ."
        ),
        rows=_learners(BeneficiaryClass.POOR),
    ),
    Indicator(
        **_TRAINING,
        key="trainees_near_poor",
        title=gettext_lazy("Học viên thuộc hộ cận nghèo"),
        definition=gettext_lazy(
            "Học viên của các lớp khai giảng trong kỳ mà hộ là hộ cận nghèo vào ngày nhập học. "
            "Đếm người, không đếm hộ."
        ),
        rows=_learners(BeneficiaryClass.NEAR_POOR),
    ),
    Indicator(
        **_WORK,
        key="trained_labour_rate",
        title=gettext_lazy("Tỷ lệ lao động qua đào tạo"),
        definition=gettext_lazy(
            "Số liệu thống kê lao động do cơ quan khác công bố, nhập kèm nguồn. Không tính từ số "
            "lớp nghề."
        ),
        source=gettext_lazy("Theo nguồn ghi ở từng số liệu"),
        unit=Unit.PERCENT,
        rows=trained_labour,
        measure=Max("value"),
        table=tables.StatisticTable,
        filters=filters.StatisticFilter,
        day="year",
    ),
)


# Housing and the Fund ---------------------------------------------------------------------------


def _houses(funding: str) -> Callable[[Scope], QuerySet[Any]]:
    """Return the rows of houses accepted in the window that this funding led."""

    def rows(scope: Scope) -> QuerySet[Any]:
        return HousingCase.objects.filter(
            scope.inside(), scope.during("accepted_on"), funding=funding
        )

    return rows


def house_contributions(scope: Scope) -> QuerySet[Any]:
    """Return what was given towards the houses of `houses_supported`, from every source."""
    return HousingContribution.objects.filter(
        scope.inside("case__area"),
        scope.during("case__accepted_on"),
        case__funding=HouseFunding.OTHER,
    )


def _fund(kind: str) -> Callable[[Scope], QuerySet[Any]]:
    def rows(scope: Scope) -> QuerySet[Any]:
        return FundTransaction.objects.filter(
            scope.inside(), scope.during("occurred_on"), kind=kind
        )

    return rows


def _fund_closes(scope: Scope) -> list[Closing]:
    """Return the table of the Fund: balance before + in - out = balance after, in đồng."""
    rows = FundTransaction.objects.filter(scope.inside()).order_by()
    coming, going = Q(kind__in=FundTransaction.MONEY_IN), Q(kind__in=FundTransaction.MONEY_OUT)
    before = Q(occurred_on__lt=scope.start)
    opening = Q(kind=FundKind.OPENING)
    within = scope.during("occurred_on")
    sums = rows.aggregate(
        start_in=Sum("amount", filter=(before & coming) | (within & opening)),
        start_out=Sum("amount", filter=before & going),
        raised=Sum("amount", filter=within & Q(kind=FundKind.INCOME)),
        moved_in=Sum("amount", filter=within & Q(kind=FundKind.TRANSFER_IN)),
        spent=Sum("amount", filter=within & Q(kind=FundKind.SPENDING)),
        moved_out=Sum("amount", filter=within & Q(kind=FundKind.TRANSFER_OUT)),
    )
    sums = {name: value or 0 for name, value in sums.items()}
    if not any(sums.values()):
        return []
    start = sums["start_in"] - sums["start_out"]
    end = start + sums["raised"] + sums["moved_in"] - sums["spent"] - sums["moved_out"]
    return [
        Closing(_("Số dư đầu kỳ (đồng)"), start),
        Closing(_("Thu vận động (đồng)"), sums["raised"], "fund_raised", "+"),
        Closing(_("Nhận từ cấp khác (đồng)"), sums["moved_in"], "", "+"),
        Closing(_("Chi hỗ trợ (đồng)"), sums["spent"], "fund_spent", "−"),
        Closing(_("Chuyển cấp khác (đồng)"), sums["moved_out"], "", "−"),
        Closing(_("Số dư cuối kỳ (đồng)"), end, "", "=", is_total=True),
    ]


_HOUSES: dict[str, Any] = {
    "theme": Theme.HOUSING,
    "permission": Permission.HOUSING_VIEW,
    "unit": Unit.HOUSES,
    "table": tables.HousingCaseTable,
    "filters": filters.HousingCaseFilter,
    "day": "accepted_on",
}
_FUND: dict[str, Any] = {
    "theme": Theme.HOUSING,
    "permission": Permission.FUND_VIEW,
    "source": FUND_SOURCE,
    "unit": Unit.DONG,
    "measure": Sum("amount"),
    "table": tables.FundTransactionTable,
    "filters": filters.FundTransactionFilter,
    "day": "occurred_on",
    "closing": _fund_closes,
}

register(
    Indicator(
        **_HOUSES,
        key="houses_supported",
        title=gettext_lazy("Nhà hỗ trợ cho hộ nghèo"),
        definition=gettext_lazy(
            "Số nhà xây mới hoặc sửa chữa đã nghiệm thu trong kỳ, không do Quỹ Vì người nghèo chủ "
            "trì. Một nhà nhiều nguồn góp vẫn đếm một lần."
        ),
        source=HOUSING_SOURCE,
        rows=_houses(HouseFunding.OTHER),
    ),
    Indicator(
        theme=Theme.HOUSING,
        permission=Permission.HOUSING_VIEW,
        key="houses_amount",
        title=gettext_lazy("Tiền hỗ trợ nhà cho hộ nghèo"),
        definition=gettext_lazy(
            "Tổng các khoản đóng góp cho những nhà nói trên, từ mọi nguồn, kể cả hiện vật và ngày "
            "công quy ra tiền."
        ),
        source=HOUSING_SOURCE,
        unit=Unit.DONG,
        rows=house_contributions,
        measure=Sum("amount"),
        table=tables.HousingContributionTable,
        filters=filters.HousingContributionFilter,
        area="case__area",
        day="case__accepted_on",
    ),
    Indicator(
        **_FUND,
        key="fund_raised",
        title=gettext_lazy("Quỹ Vì người nghèo: thu vận động"),
        definition=gettext_lazy(
            "Tiền các tổ chức, cá nhân ủng hộ Quỹ trong kỳ. Không gồm số dư đầu kỳ và tiền nhận từ "
            "cấp khác."
        ),
        rows=_fund(FundKind.INCOME),
    ),
    Indicator(
        **_HOUSES,
        key="fund_houses",
        title=gettext_lazy("Nhà do Quỹ Vì người nghèo hỗ trợ"),
        definition=gettext_lazy(
            "Số nhà xây mới hoặc sửa chữa do Quỹ chủ trì, đã nghiệm thu trong kỳ."
        ),
        source=FUND_SOURCE,
        rows=_houses(HouseFunding.FUND),
    ),
    Indicator(
        **_FUND,
        key="fund_spent",
        title=gettext_lazy("Quỹ Vì người nghèo: chi hỗ trợ"),
        definition=gettext_lazy(
            "Tiền Quỹ đã chi trong kỳ. Chi có thể lớn hơn thu trong kỳ nhờ số dư đầu kỳ; số dư "
            "không bao giờ âm."
        ),
        rows=_fund(FundKind.SPENDING),
    ),
)


# Awards and directives --------------------------------------------------------------------------


def _awards(kind: str) -> Callable[[Scope], QuerySet[Any]]:
    def rows(scope: Scope) -> QuerySet[Any]:
        return Award.objects.filter(scope.inside(), scope.during("decided_on"), recipient_kind=kind)

    return rows


register(
    *(
        Indicator(
            key=f"awards_{kind}",
            theme=Theme.AWARDS,
            title=title,
            definition=gettext_lazy(
                "Số được khen thưởng trong phong trào thi đua vì người nghèo theo quyết định ký "
                "trong kỳ."
            ),
            source=gettext_lazy("Quyết định khen thưởng ghi ở từng hồ sơ"),
            unit=unit,
            direction=Direction.NONE,
            permission=Permission.AWARD_VIEW,
            rows=_awards(kind),
            table=tables.AwardTable,
            filters=filters.AwardFilter,
            day="decided_on",
        )
        for kind, unit, title in (
            (RecipientKind.COLLECTIVE, Unit.COLLECTIVES, gettext_lazy("Tập thể được khen thưởng")),
            (RecipientKind.INDIVIDUAL, Unit.INDIVIDUALS, gettext_lazy("Cá nhân được khen thưởng")),
            (
                RecipientKind.HOUSEHOLD,
                Unit.HOUSEHOLDS,
                gettext_lazy("Hộ gia đình được khen thưởng"),
            ),
        )
    )
)


# Panels -----------------------------------------------------------------------------------------


def _idle(scope: Scope) -> dict[str, Any] | None:
    """Return the money that waits, with reason, owner and days left at the as-of day."""
    reasons = IdleReason.objects.filter(
        scope.inside("allocation__area"), stated_on__lte=scope.as_of
    ).filter(Q(closed_on=None) | Q(closed_on__gt=scope.as_of))
    grouped: dict[tuple[str, str, str], dict[str, Any]] = {}
    for reason in reasons:
        key = (reason.get_reason_display(), reason.allocation.component.code, reason.owner)
        line = grouped.setdefault(
            key,
            {
                "reason": key[0],
                "code": key[1],
                "owner": key[2],
                "amount": 0,
                "days": (reason.due_on - scope.as_of).days,
                "url": reason.get_absolute_url(),
            },
        )
        line["amount"] += reason.amount
        line["days"] = min(line["days"], (reason.due_on - scope.as_of).days)
    lines = sorted(grouped.values(), key=lambda line: -line["amount"])
    for line in lines:
        line["shown"] = million(line["amount"])
        line["overdue"] = -line["days"]
    return {"lines": lines} if lines else None


def _directives(scope: Scope) -> dict[str, Any] | None:
    """Return the leadership's instructions that were given by the as-of day."""
    found = Directive.objects.filter(scope.inside(), issued_on__lte=scope.as_of)
    directives = list(found.order_by("due_on", "pk")[:8])
    return {"directives": directives, "as_of": scope.as_of} if directives else None


register_panel(
    Panel(
        key="idle_money",
        title=gettext_lazy("Vốn đang chờ, và vì sao"),
        permission=Permission.CAPITAL_VIEW,
        template="programs/panels/idle.html",
        context=_idle,
        order=2,
    )
)
register_panel(
    Panel(
        key="directives",
        title=gettext_lazy("Chỉ đạo và tiến độ"),
        permission=Permission.AWARD_VIEW,
        template="programs/panels/directives.html",
        context=_directives,
        order=3,
    )
)
