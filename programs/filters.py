"""Filters of the programme's lists: words, ward, days, kind - the same names on every list."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.filters import AreaFilter
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import (
    DateFilter,
    ListFilterSet,
    MultipleChoiceFilter,
    SearchFilter,
    YearFilter,
)
from povertyportal.ui.text import fold
from programs import choices
from programs.models import Component, LoanProduct
from programs.models.base import reads_names

YEARS = range(2021, 2031)


class WordsFilter(SearchFilter):
    """Keep rows where every word is found in one of several folded columns.

    Who may not read names finds a household by its code alone, and no person at all.
    """

    def __init__(self, *columns: str, **kwargs: Any) -> None:
        self.columns = [f"{column}__contains" for column in columns or ("search_text",)]
        super().__init__(field_name=columns[0] if columns else "search_text", **kwargs)

    def prepare(self, request: Any) -> None:
        """Leave out the columns that hold names this user may not read."""
        named = any(word in column for column in self.columns for word in ("household", "person"))
        if not named or reads_names(request.user, self.model):
            return
        self.columns = [
            column.replace("household__search_text__contains", "household__code__icontains")
            for column in self.columns
            if not column.startswith("person__")
        ]
        self.label = _("Mã hộ hoặc nội dung")

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep the rows that contain every word somewhere."""
        for word in fold(value).split() if value else []:
            found = Q()
            for column in self.columns:
                found |= Q(**{column: word})
            qs = qs.filter(found)
        return qs


def ward(permission: Permission, field_name: str = "area") -> AreaFilter:
    """Return the filter by one of the user's wards."""
    return AreaFilter(permission=permission, field_name=field_name, label=_("Phường, xã"))


def since(field_name: str) -> DateFilter:
    """Return the filter by first day."""
    return DateFilter(field_name=field_name, lookup_expr="gte", label=_("Từ ngày"))


def until(field_name: str) -> DateFilter:
    """Return the filter by last day."""
    return DateFilter(field_name=field_name, lookup_expr="lte", label=_("Đến ngày"))


def one_of(field_name: str, values: Any, label: Any) -> MultipleChoiceFilter:
    """Return the filter that keeps any of the chosen values."""
    return MultipleChoiceFilter(field_name=field_name, choices=values.choices, label=label)


def components() -> QuerySet[Component]:
    """Return the leaves that carry money."""
    return Component.objects.filter(carries_money=True)


class ComponentFilter(ListFilterSet):
    """Projects and sub-projects."""

    carries_money = django_filters.BooleanFilter(label=_("Được giao vốn"))


class AllocationFilter(ListFilterSet):
    """Money by year, leaf, source and kind; what still lies idle."""

    year = YearFilter(YEARS, label=_("Năm"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(), label=_("Dự án")
    )
    source = one_of("source", choices.Source, _("Nguồn vốn"))
    kind = one_of("kind", choices.CapitalKind, _("Loại vốn"))
    idle = django_filters.BooleanFilter(method="keep_idle", label=_("Còn vốn chưa phân bổ"))

    def keep_idle(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the rows with, or without, undistributed money."""
        idle = Q(assigned__gt=F("distributed"))
        return rows.filter(idle if value else ~idle)


class AllocationEntryFilter(ListFilterSet):
    """Entries by kind and day."""

    year = YearFilter(YEARS, field_name="allocation__year", label=_("Năm vốn"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(),
        field_name="allocation__component",
        label=_("Dự án"),
    )
    kind = one_of("kind", choices.EntryKind, _("Nội dung"))
    from_day = since("entry_on")
    to_day = until("entry_on")


class IdleReasonFilter(ListFilterSet):
    """Reasons by cause, due day and whether they are still open."""

    reason = one_of("reason", choices.IdleCause, _("Lý do"))
    open = django_filters.BooleanFilter(
        field_name="closed_on", lookup_expr="isnull", label=_("Còn mở")
    )
    from_day = since("due_on")
    to_day = until("due_on")


class LoanFilter(ListFilterSet):
    """Loans by borrower, ward, product, class at the loan date and day."""

    q = WordsFilter(
        "search_text",
        "household__search_text",
        label=_("Số khế ước, mã hộ hoặc tên người vay"),
    )
    ward = ward(Permission.LOAN_VIEW)
    borrower_class = one_of("borrower_class", choices.BeneficiaryClass, _("Loại hộ khi vay"))
    product = django_filters.ModelChoiceFilter(
        queryset=lambda _request: LoanProduct.objects.all(), label=_("Chương trình vay")
    )
    status = one_of("status", choices.LoanStatus, _("Tình trạng"))
    from_day = since("disbursed_on")
    to_day = until("disbursed_on")


class LoanTermsFilter(ListFilterSet):
    """Loan products and their terms by the day they hold."""

    product = django_filters.ModelChoiceFilter(
        queryset=lambda _request: LoanProduct.objects.all(), label=_("Chương trình vay")
    )
    holds_on = DateFilter(method="keep_valid", label=_("Có hiệu lực ngày"))

    def keep_valid(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """Keep the terms that hold on the day."""
        return rows.filter(Q(valid_to=None) | Q(valid_to__gte=value), valid_from__lte=value)


class TrainingClassFilter(ListFilterSet):
    """Classes by trade, place, funding and day."""

    q = WordsFilter(label=_("Mã lớp, nghề hoặc cơ sở đào tạo"))
    ward = ward(Permission.WORK_VIEW)
    funding = one_of("funding", choices.TrainingFunding, _("Nguồn kinh phí"))
    from_day = since("starts_on")
    to_day = until("starts_on")


class EnrolmentFilter(ListFilterSet):
    """Learners by name, ward, class of the household and result."""

    q = WordsFilter(
        "person__search_text",
        "training_class__search_text",
        "household__search_text",
        label=_("Tên học viên, mã lớp hoặc mã hộ"),
    )
    ward = ward(Permission.WORK_VIEW)
    household_class = one_of("household_class", choices.BeneficiaryClass, _("Loại hộ khi học"))
    funding = one_of("funding", choices.TrainingFunding, _("Nguồn kinh phí"))
    from_day = since("enrolled_on")
    to_day = until("enrolled_on")


class JobNeedFilter(ListFilterSet):
    """Needs by worker, ward, kind and whether they were served."""

    q = WordsFilter(
        "person__search_text", "household__search_text", label=_("Tên người lao động hoặc mã hộ")
    )
    ward = ward(Permission.WORK_VIEW)
    need = one_of("need", choices.NeedKind, _("Nhu cầu"))
    household_class = one_of("household_class", choices.BeneficiaryClass, _("Loại hộ"))
    served = django_filters.BooleanFilter(method="keep_served", label=_("Đã được hỗ trợ"))
    from_day = since("registered_on")
    to_day = until("registered_on")

    def keep_served(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep needs with, or without, any service."""
        served = Q(pk__in=rows.model.objects.filter(services__isnull=False).values("pk"))
        return rows.filter(served if value else ~served)


class JobPlacementFilter(ListFilterSet):
    """Placements by worker, employer, ward and day."""

    q = WordsFilter(
        "search_text",
        "person__search_text",
        "household__search_text",
        label=_("Tên người lao động, nơi làm việc hoặc mã hộ"),
    )
    ward = ward(Permission.WORK_VIEW)
    household_class = one_of("household_class", choices.BeneficiaryClass, _("Loại hộ"))
    from_day = since("started_on")
    to_day = until("started_on")


class OverseasContractFilter(ListFilterSet):
    """Contracts by worker, country, ward and day of departure."""

    q = WordsFilter(
        "search_text",
        "person__search_text",
        "household__search_text",
        label=_("Tên người lao động, nước đến hoặc số hợp đồng"),
    )
    ward = ward(Permission.WORK_VIEW)
    returned = django_filters.BooleanFilter(
        field_name="returned_on", lookup_expr="isnull", exclude=True, label=_("Đã về nước")
    )
    from_day = since("departed_on")
    to_day = until("departed_on")


class JobAggregateFilter(ListFilterSet):
    """Yearly totals by ward and year."""

    ward = ward(Permission.WORK_VIEW)
    year = YearFilter(YEARS, label=_("Năm"))


class HousingCaseFilter(ListFilterSet):
    """Houses by household, ward, kind, funding and day."""

    q = WordsFilter("search_text", "household__search_text", label=_("Mã hộ, tên hoặc phong trào"))
    ward = ward(Permission.HOUSING_VIEW)
    kind = one_of("kind", choices.HouseKind, _("Hình thức"))
    funding = one_of("funding", choices.HouseFunding, _("Nguồn chính"))
    accepted = django_filters.BooleanFilter(
        field_name="accepted_on", lookup_expr="isnull", exclude=True, label=_("Đã nghiệm thu")
    )
    from_day = since("started_on")
    to_day = until("started_on")


class HousingContributionFilter(ListFilterSet):
    """Contributions by giver, form and day."""

    q = WordsFilter("case__search_text", "case__household__search_text", label=_("Mã hộ hoặc tên"))
    ward = ward(Permission.HOUSING_VIEW, "case__area")
    source = one_of("source", choices.GiverKind, _("Nguồn"))
    form_given = one_of("form", choices.GivenAs, _("Hình thức"))
    funding = one_of("case__funding", choices.HouseFunding, _("Nguồn chính của nhà"))
    from_day = since("given_on")
    to_day = until("given_on")


class FundTransactionFilter(ListFilterSet):
    """The ledger of the Fund by words, kind and day."""

    q = WordsFilter(label=_("Số chứng từ, người ủng hộ hoặc mục đích"))
    ward = ward(Permission.FUND_VIEW)
    kind = one_of("kind", choices.FundKind, _("Nội dung"))
    from_day = since("occurred_on")
    to_day = until("occurred_on")


class SupportFilter(ListFilterSet):
    """Supports by household, ward, kind, component and day."""

    q = WordsFilter("search_text", "household__search_text", label=_("Mã hộ, tên hoặc nội dung"))
    ward = ward(Permission.SUPPORT_VIEW)
    kind = one_of("kind", choices.SupportKind, _("Hình thức"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(), label=_("Dự án")
    )
    household_class = one_of("household_class", choices.BeneficiaryClass, _("Loại hộ"))
    from_day = since("provided_on")
    to_day = until("provided_on")


class AwardFilter(ListFilterSet):
    """Rewards by recipient and day."""

    q = WordsFilter(label=_("Tên, số quyết định hoặc phong trào"))
    recipient_kind = one_of("recipient_kind", choices.RecipientKind, _("Đối tượng"))
    from_day = since("decided_on")
    to_day = until("decided_on")


class DirectiveFilter(ListFilterSet):
    """Instructions by words, state and due day."""

    q = WordsFilter(label=_("Việc, đơn vị chủ trì hoặc văn bản"))
    state = one_of("state", choices.DirectiveState, _("Tình trạng"))
    from_day = since("due_on")
    to_day = until("due_on")


class StatisticFilter(ListFilterSet):
    """Published statistics by year."""

    year = YearFilter(YEARS, label=_("Năm"))
