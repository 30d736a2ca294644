"""Tables of work and training; headings of money carry the unit."""

from typing import ClassVar

import django_tables2 as tables
from django.db.models import Aggregate, Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from households.models import Person
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.ui.tables import CountColumn, DateColumn, DecimalColumn, PortalTable
from programs import models
from programs.tables.base import (
    NO_WRAP,
    area_column,
    class_column,
    household_column,
    person_column,
)


class YesNoColumn(tables.Column):
    """A question answered by yes or no."""

    empty_values = (None,)

    def render(self, value: bool) -> str:
        return str(_("Có") if value else _("Không"))


def counted(key: str, label: object) -> CountColumn:
    """Return a column of people that leads to who they are; none behind a zero."""
    return CountColumn(
        verbose_name=label,
        linkify=lambda record: record["urls"][key] if record[key] else None,
    )


class TrainingClassTable(PortalTable):
    """Vocational classes with the number of learners."""

    code = tables.Column(linkify=True)
    area = area_column()
    starts_on = DateColumn()
    ends_on = DateColumn()
    learners = CountColumn(verbose_name=_("Học viên"), orderable=False)

    class Meta(PortalTable.Meta):
        model = models.TrainingClass
        fields = [
            "code",
            "trade",
            "provider",
            "area",
            "starts_on",
            "ends_on",
            "learners",
            "funding",
        ]

    @classmethod
    def added_for(cls, user: User) -> dict[str, Aggregate]:
        """Count the learners whose ward is open to the user: a class takes them from several."""
        mine = user.scope(Permission.WORK_VIEW, area="enrolments__area")
        return {"learners": Count("enrolments", filter=mine)}


class EnrolmentTable(PortalTable):
    """Learners."""

    person = person_column(_("Học viên"))
    household = household_column()
    area = area_column()
    training_class = tables.Column(order_by="training_class__code", verbose_name=_("Lớp"))
    household_class = class_column(_("Loại hộ khi học"))
    enrolled_on = DateColumn()
    completed_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.Enrolment
        fields = [
            "person",
            "household",
            "area",
            "training_class",
            "household_class",
            "enrolled_on",
            "completed_on",
            "certificate",
            "funding",
        ]


class EnrolmentFollowUpTable(PortalTable):
    """Whether learners work after the training."""

    months = tables.Column(_("Mốc hỏi"), linkify=True)
    person = tables.Column(
        _("Học viên"), accessor="enrolment__person", order_by="enrolment__person__sort_key"
    )
    area = tables.Column(_("Địa bàn"), accessor="enrolment__area", order_by="enrolment__area__path")
    training_class = tables.Column(
        _("Lớp"),
        accessor="enrolment__training_class",
        order_by="enrolment__training_class__code",
    )
    asked_on = DateColumn()
    is_working = YesNoColumn()
    is_trade = YesNoColumn()

    class Meta(PortalTable.Meta):
        model = models.EnrolmentFollowUp
        fields = [
            "months",
            "person",
            "area",
            "training_class",
            "asked_on",
            "is_working",
            "is_trade",
            "job",
        ]


class JobNeedTable(PortalTable):
    """Registered needs with the number of services."""

    added: ClassVar[dict[str, Aggregate]] = {"served": Count("services")}

    person = person_column(_("Người lao động"))
    household = household_column()
    area = area_column()
    household_class = class_column()
    registered_on = DateColumn()
    served = CountColumn(verbose_name=_("Lượt hỗ trợ"), orderable=False)

    class Meta(PortalTable.Meta):
        model = models.JobNeed
        fields = [
            "person",
            "household",
            "area",
            "household_class",
            "need",
            "registered_on",
            "served",
        ]


class JobServiceTable(PortalTable):
    """Acts of help on a need."""

    served_on = DateColumn(linkify=True)
    person = tables.Column(
        _("Người lao động"), accessor="need__person", order_by="need__person__sort_key"
    )
    area = tables.Column(_("Địa bàn"), accessor="need__area", order_by="need__area__path")
    need = tables.Column(_("Nhu cầu"), accessor="need__need", orderable=False)

    class Meta(PortalTable.Meta):
        model = models.JobService
        fields = ["served_on", "person", "area", "need", "kind", "provider"]


class JobPlacementTable(PortalTable):
    """Workers matched to employers."""

    person = person_column(_("Người lao động"))
    household = household_column()
    area = area_column()
    household_class = class_column()
    started_on = DateColumn()
    ended_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.JobPlacement
        fields = [
            "person",
            "household",
            "area",
            "household_class",
            "employer",
            "started_on",
            "ended_on",
        ]


class OverseasContractTable(PortalTable):
    """Workers abroad."""

    contract_number = tables.Column(linkify=True)
    person = tables.Column(order_by="person__sort_key")
    household = household_column()
    area = area_column()
    departed_on = DateColumn()
    returned_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.OverseasContract
        fields = [
            "contract_number",
            "person",
            "household",
            "area",
            "country",
            "enterprise",
            "departed_on",
            "returned_on",
        ]


class JobAggregateTable(PortalTable):
    """Yearly totals by ward."""

    area = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by="area__path")
    workers = CountColumn()
    stated_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.JobAggregate
        fields = ["area", "year", "workers", "evidence", "stated_on"]


class OverlapTable(PortalTable):
    """The three numbers of work by area, who stands in several, and the stated total."""

    area = tables.Column(_("Địa bàn"))
    stated = CountColumn(
        verbose_name=_("Tổng hợp năm"),
        default=_("chưa có số liệu"),
        linkify=lambda record: record["urls"]["stated"],
    )
    placed = counted("placed", _("Kết nối việc làm"))
    abroad = counted("abroad", _("Đi nước ngoài"))
    loan = counted("loan", _("Vay giải quyết việc làm"))
    placed_abroad = counted("placed_abroad", _("Kết nối và đi nước ngoài"))
    placed_loan = counted("placed_loan", _("Kết nối và vay"))
    abroad_loan = counted("abroad_loan", _("Đi nước ngoài và vay"))
    everything = counted("everything", _("Cả ba"))
    distinct = counted("distinct", _("Số người theo hồ sơ"))
    difference = tables.Column(_("So với tổng hợp"), default=_("chưa có số liệu"))


class OverlapPersonTable(PortalTable):
    """People behind the numbers of work, with the day of each."""

    full_name = tables.Column(order_by="sort_key")
    birth_year = tables.Column(orderable=False)
    placed_on = DateColumn(verbose_name=_("Vào làm"), orderable=False)
    abroad_on = DateColumn(verbose_name=_("Xuất cảnh"), orderable=False)
    loan_on = DateColumn(verbose_name=_("Vay giải quyết việc làm"), orderable=False)
    household = tables.Column(
        _("Mã hộ"),
        accessor="household_code",
        orderable=False,
        attrs=NO_WRAP,
        linkify=lambda record: reverse("household_detail", args=[record.household_code]),
    )

    class Meta(PortalTable.Meta):
        model = Person
        fields = ["full_name", "birth_year", "household", "placed_on", "abroad_on", "loan_on"]


class StatisticTable(PortalTable):
    """Published statistics."""

    key = tables.Column(linkify=True)
    area = area_column()
    value = DecimalColumn()
    stated_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.Statistic
        fields = ["key", "area", "year", "value", "source", "stated_on"]

    def render_key(self, record: models.Statistic) -> str:
        """Return what the number says."""
        return record.words

    value_key = render_key
