"""Filters of work and training."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import ListFilterSet, YearFilter
from programs import choices
from programs.filters.base import YEARS, WordsFilter, one_of, since, until, ward


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


class StatisticFilter(ListFilterSet):
    """Published statistics by year."""

    year = YearFilter(YEARS, label=_("Năm"))
