"""Filters of work and training."""

from typing import Any

import django_filters
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.filters import ListFilterSet, YearFilter
from programs import choices
from programs.filters.base import YEARS, WordsFilter, one_of, since, until, ward
from programs.models import TrainingClass
from programs.overlaps import people_behind


class TrainingClassFilter(ListFilterSet):
    """Classes by trade, place, funding and day."""

    q = WordsFilter(label=_("Mã lớp, nghề hoặc cơ sở đào tạo"))
    ward = ward(Permission.WORK_VIEW)
    funding = one_of("funding", choices.TrainingFunding, _("Nguồn kinh phí"))
    room = django_filters.BooleanFilter(method="keep_room", label=_("Còn chỗ"))
    from_day = since("starts_on")
    to_day = until("starts_on")

    def keep_room(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep classes with, or without, a seat left."""
        counted = TrainingClass.objects.annotate(taken=Count("enrolments")).order_by()
        room = Q(pk__in=counted.filter(taken__lt=F("capacity")).values("pk"))
        return rows.filter(room if value else ~room)


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
    completed = django_filters.BooleanFilter(
        field_name="completed_on", lookup_expr="isnull", exclude=True, label=_("Đã học xong")
    )
    due = django_filters.TypedChoiceFilter(
        method="keep_due",
        choices=choices.MonthsAfter.choices,
        coerce=int,
        label=_("Đến hạn hỏi việc làm sau"),
    )
    from_day = since("enrolled_on")
    to_day = until("enrolled_on")

    def keep_due(self, rows: Any, name: str, value: int) -> QuerySet[Any]:
        """Keep the learners who are to be asked at the term and were not."""
        found: QuerySet[Any] = rows.awaiting(value, today=timezone.localdate())
        return found


class EnrolmentFollowUpFilter(ListFilterSet):
    """Answers after the training, by learner, ward, term and answer."""

    q = WordsFilter(
        "enrolment__person__search_text",
        "enrolment__training_class__search_text",
        label=_("Tên học viên hoặc mã lớp"),
    )
    ward = ward(Permission.WORK_VIEW, "enrolment__area")
    months = django_filters.TypedChoiceFilter(
        choices=choices.MonthsAfter.choices, coerce=int, label=_("Mốc hỏi")
    )
    is_working = django_filters.BooleanFilter(label=_("Có việc làm"))
    from_day = since("asked_on")
    to_day = until("asked_on")


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


class JobServiceFilter(ListFilterSet):
    """Acts of help by worker, ward, kind and day."""

    q = WordsFilter("need__person__search_text", label=_("Tên người lao động"))
    ward = ward(Permission.WORK_VIEW, "need__area")
    kind = one_of("kind", choices.ServiceKind, _("Hình thức"))
    from_day = since("served_on")
    to_day = until("served_on")


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
    ended = django_filters.BooleanFilter(
        field_name="ended_on", lookup_expr="isnull", exclude=True, label=_("Đã nghỉ việc")
    )
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


class OverlapFilter(ListFilterSet):
    """The year and the ward of the overlaps; this year unless another one is chosen."""

    year = YearFilter(YEARS, label=_("Năm"))
    ward = ward(Permission.WORK_VIEW)

    @property
    def chosen(self) -> dict[str, Any]:
        """Return the year and the ward, once the form is valid."""
        asked = self.form.cleaned_data
        return {
            "year": int(asked.get("year") or timezone.localdate().year),
            "area": Area.objects.filter(pk=asked["ward"]).first() if asked.get("ward") else None,
        }


class OverlapPersonFilter(OverlapFilter):
    """People by the numbers in which all of them stand."""

    number = one_of("number", choices.WorkNumber, _("Cùng có ở"))

    def filter_queryset(self, queryset: Any) -> QuerySet[Any]:
        """Keep who stands in all the numbers chosen, or in any."""
        user: Any = self.request.user
        numbers = self.form.cleaned_data["number"]
        return people_behind(queryset, user=user, numbers=numbers, **self.chosen)


class StatisticFilter(ListFilterSet):
    """Published statistics by what they say and by year."""

    key = django_filters.ChoiceFilter(choices=choices.StatisticKey.choices, label=_("Chỉ tiêu"))
    year = YearFilter(YEARS, label=_("Năm"))
