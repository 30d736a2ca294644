"""Tables of work and training; headings of money carry the unit."""

from typing import ClassVar

import django_tables2 as tables
from django.db.models import Aggregate, Count
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.ui.tables import CountColumn, DateColumn, DecimalColumn, PortalTable
from programs import models
from programs.tables.base import area_column, class_column, household_column, person_column


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
            "funding",
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

    served_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.JobService
        fields = ["served_on", "kind", "provider"]


class JobPlacementTable(PortalTable):
    """Workers matched to employers."""

    person = person_column(_("Người lao động"))
    household = household_column()
    area = area_column()
    household_class = class_column()
    started_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.JobPlacement
        fields = ["person", "household", "area", "household_class", "employer", "started_on"]


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


class StatisticTable(PortalTable):
    """Published statistics."""

    key = tables.Column(linkify=True)
    area = area_column()
    value = DecimalColumn()
    stated_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.Statistic
        fields = ["key", "area", "year", "value", "source", "stated_on"]
