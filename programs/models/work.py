"""Work and training: classes and learners, needs and services, placements, work abroad."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import BeneficiaryClass, MonthsAfter, NeedKind, ServiceKind, TrainingFunding
from programs.models.base import (
    EditableRecord,
    RecordQuerySet,
    SearchField,
    area_key,
    filled,
    known,
    lengths,
    ordered,
    year,
)
from programs.terms import months_later, reached_by

WORKER = _("người lao động")
SERVED_CLASSES = (BeneficiaryClass.POOR, BeneficiaryClass.NEAR_POOR, BeneficiaryClass.ESCAPED)

if TYPE_CHECKING:
    from households.models import Household, Person


def household_key(related_name: str) -> "models.ForeignKey[Household, Household]":
    """Return the foreign key to the household that was served."""
    return models.ForeignKey(
        "households.Household", models.PROTECT, verbose_name=_("hộ"), related_name=related_name
    )


def person_key(related_name: str, label: Any = WORKER) -> "models.ForeignKey[Person, Person]":
    """Return the foreign key to the person who was served."""
    return models.ForeignKey(
        "households.Person", models.PROTECT, verbose_name=label, related_name=related_name
    )


class TrainingClass(EditableRecord):
    """A vocational class. How many it may hold is a dated Limit, checked by the action."""

    VIEW = Permission.WORK_VIEW
    EDIT = Permission.WORK_EDIT
    DETAIL = "training_class_detail"
    ORDER = (("starts_on", "ends_on"),)

    code = models.CharField(_("mã lớp"), max_length=30, unique=True)
    area = area_key(_("nơi mở lớp"))
    trade = models.CharField(_("nghề"), max_length=160)
    provider = models.CharField(_("cơ sở đào tạo"), max_length=200)
    starts_on = models.DateField(_("khai giảng"))
    ends_on = models.DateField(_("bế giảng"))
    capacity = models.PositiveSmallIntegerField(_("số học viên tối đa"))
    funding = models.CharField(_("nguồn kinh phí"), max_length=10, choices=TrainingFunding)
    search_text = SearchField(sources=("code", "trade", "provider"))

    class Meta:
        verbose_name = _("lớp nghề")
        verbose_name_plural = pgettext_lazy("plural", "lớp nghề")
        ordering = ["-starts_on", "code"]
        indexes = [
            models.Index(fields=["area", "starts_on"], name="trainingclass_area_day"),
            models.Index(fields=["trade"], name="trainingclass_trade"),
        ]
        constraints = [
            ordered("trainingclass", "starts_on", "ends_on"),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=1000), name="trainingclass_capacity"
            ),
            known("trainingclass", "funding", TrainingFunding),
            filled("trainingclass", "code"),
            lengths("trainingclass", code=30, trade=160, provider=200),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.trade}"


class EnrolmentQuerySet(RecordQuerySet):
    """Learners by what is still to be asked of them."""

    def awaiting(self, months: int, *, today: date) -> Self:
        """Keep who finished so many months ago and was not asked about work at that term."""
        asked = EnrolmentFollowUp.objects.filter(enrolment=OuterRef("pk"), months=months)
        return self.filter(~Exists(asked), completed_on__lte=reached_by(today, months))


class Enrolment(EditableRecord):
    """One learner of one class, with the household's class at enrolment."""

    VIEW = Permission.WORK_VIEW
    EDIT = Permission.WORK_EDIT
    DETAIL = "enrolment_detail"
    ORDER = (("enrolled_on", "completed_on"),)

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, verbose_name=_("lớp nghề"), related_name="enrolments"
    )
    person = person_key("enrolments", _("học viên"))
    household = household_key("enrolments")
    area = area_key()
    household_class = models.CharField(_("loại hộ khi học"), max_length=9, choices=BeneficiaryClass)
    enrolled_on = models.DateField(_("ngày vào học"))
    completed_on = models.DateField(_("ngày học xong"), null=True, blank=True)
    certificate = models.CharField(_("chứng chỉ"), max_length=60, blank=True)
    funding = models.CharField(_("nguồn kinh phí"), max_length=10, choices=TrainingFunding)

    objects: ClassVar[Any] = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("học viên")
        verbose_name_plural = pgettext_lazy("plural", "học viên")
        ordering = ["-enrolled_on", "pk"]
        indexes = [models.Index(fields=["area", "enrolled_on"], name="enrolment_area_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "person"], name="enrolment_once_per_class"
            ),
            ordered("enrolment", "enrolled_on", "completed_on"),
            models.CheckConstraint(
                condition=Q(certificate="") | Q(completed_on__isnull=False),
                name="enrolment_certificate_needs_completion",
            ),
            known("enrolment", "household_class", BeneficiaryClass),
            known("enrolment", "funding", TrainingFunding),
            lengths("enrolment", certificate=60),
        ]

    def __str__(self) -> str:
        return f"{self.person} - {self.training_class}"

    def due_on(self, months: int) -> date | None:
        """Return the day from which the learner is asked at this term; None while learning."""
        return months_later(self.completed_on, months) if self.completed_on else None


class EnrolmentFollowUp(EditableRecord):
    """Whether a learner works 3, 6 or 12 months after the training."""

    VIEW = Permission.WORK_VIEW
    EDIT = Permission.WORK_EDIT
    AREA = "enrolment__area"
    DETAIL = "enrolment_follow_up_detail"

    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, verbose_name=_("học viên"), related_name="follow_ups"
    )
    months = models.PositiveSmallIntegerField(_("sau khi học xong"), choices=MonthsAfter)
    asked_on = models.DateField(_("ngày hỏi"))
    is_working = models.BooleanField(_("có việc làm"))
    is_trade = models.BooleanField(_("làm đúng nghề đã học"), default=False)
    job = models.CharField(_("công việc, nơi làm"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("việc làm sau đào tạo")
        verbose_name_plural = pgettext_lazy("plural", "việc làm sau đào tạo")
        ordering = ["enrolment", "months"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "months"], name="enrolmentfollowup_once"),
            models.CheckConstraint(
                condition=Q(months__in=MonthsAfter.values), name="enrolmentfollowup_months_known"
            ),
            models.CheckConstraint(
                condition=Q(is_working=True) | Q(is_trade=False, job=""),
                name="enrolmentfollowup_job_needs_work",
            ),
            lengths("enrolmentfollowup", job=200),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.person}: {self.get_months_display()}"


class JobNeedQuerySet(RecordQuerySet):
    """Needs by whom the programme is for, and by whether they were met."""

    def counted(self) -> Self:
        """Keep the workers of poor, near-poor and newly escaped households."""
        return self.filter(household_class__in=SERVED_CLASSES)

    def served_by(self, day: date) -> Self:
        """Keep the needs on which somebody was helped by the day."""
        helped = JobService.objects.filter(need=OuterRef("pk"), served_on__lte=day)
        return self.filter(Exists(helped))


class JobNeed(EditableRecord):
    """A worker who asked for counselling, information or a job."""

    VIEW = Permission.WORK_VIEW
    EDIT = Permission.WORK_EDIT
    DETAIL = "job_need_detail"

    person = person_key("job_needs")
    household = household_key("job_needs")
    area = area_key()
    household_class = models.CharField(
        _("loại hộ khi đăng ký"), max_length=9, choices=BeneficiaryClass
    )
    need = models.CharField(_("nhu cầu"), max_length=11, choices=NeedKind)
    registered_on = models.DateField(_("ngày đăng ký"))

    objects: ClassVar[Any] = JobNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhu cầu việc làm")
        verbose_name_plural = pgettext_lazy("plural", "nhu cầu việc làm")
        ordering = ["-registered_on", "-pk"]
        indexes = [
            models.Index(fields=["area", "registered_on"], name="jobneed_area_day"),
            models.Index(fields=["-registered_on", "-id"], name="jobneed_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "need", "registered_on"], name="jobneed_once_a_day"
            ),
            known("jobneed", "need", NeedKind),
            known("jobneed", "household_class", BeneficiaryClass),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_need_display()}"


class JobService(EditableRecord):
    """One act of help on a registered need."""

    VIEW = Permission.WORK_VIEW
    EDIT = Permission.WORK_EDIT
    AREA = "need__area"
    DETAIL = "job_service_detail"

    need = models.ForeignKey(
        JobNeed, models.PROTECT, verbose_name=_("nhu cầu"), related_name="services"
    )
    kind = models.CharField(_("hình thức"), max_length=11, choices=ServiceKind)
    served_on = models.DateField(_("ngày hỗ trợ"))
    provider = models.CharField(_("nơi hỗ trợ"), max_length=200)

    class Meta:
        verbose_name = _("lượt hỗ trợ việc làm")
        verbose_name_plural = pgettext_lazy("plural", "lượt hỗ trợ việc làm")
        ordering = ["-served_on", "-pk"]
        indexes = [models.Index(fields=["need", "served_on"], name="jobservice_need_day")]
        constraints = [
            known("jobservice", "kind", ServiceKind),
            lengths("jobservice", provider=200),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.served_on:%d/%m/%Y}"


class JobPlacement(EditableRecord):
    """A worker who was matched to an employer and started work."""

    VIEW = Permission.WORK_VIEW
    EDIT = Permission.WORK_EDIT
    DETAIL = "job_placement_detail"
    ORDER = (("started_on", "ended_on"),)

    person = person_key("job_placements")
    household = household_key("job_placements")
    area = area_key()
    household_class = models.CharField(
        _("loại hộ khi có việc"), max_length=9, choices=BeneficiaryClass
    )
    employer = models.CharField(_("nơi làm việc"), max_length=200)
    job = models.CharField(_("công việc"), max_length=160, blank=True)
    started_on = models.DateField(_("ngày vào làm"))
    ended_on = models.DateField(_("ngày nghỉ việc"), null=True, blank=True)
    search_text = SearchField(sources=("employer", "job"))

    class Meta:
        verbose_name = _("kết nối việc làm")
        verbose_name_plural = pgettext_lazy("plural", "kết nối việc làm")
        ordering = ["-started_on", "-pk"]
        indexes = [
            models.Index(fields=["area", "started_on"], name="jobplacement_area_day"),
            models.Index(fields=["-started_on", "-id"], name="jobplacement_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "started_on"], name="jobplacement_once_a_day"
            ),
            ordered("jobplacement", "started_on", "ended_on"),
            known("jobplacement", "household_class", BeneficiaryClass),
            filled("jobplacement", "employer"),
            lengths("jobplacement", employer=200, job=160),
        ]

    def __str__(self) -> str:
        return f"{self.person} - {self.employer}"


class OverseasContract(EditableRecord):
    """A contract to work abroad. It is not programme money in a city that is no poor district."""

    VIEW = Permission.WORK_VIEW
    EDIT = Permission.WORK_EDIT
    DETAIL = "overseas_contract_detail"
    ORDER = (("departed_on", "returned_on"),)

    person = person_key("overseas_contracts")
    household = household_key("overseas_contracts")
    area = area_key()
    household_class = models.CharField(_("loại hộ khi đi"), max_length=9, choices=BeneficiaryClass)
    country = models.CharField(_("nước đến"), max_length=80)
    enterprise = models.CharField(_("doanh nghiệp đưa đi"), max_length=200)
    contract_number = models.CharField(_("số hợp đồng"), max_length=40, unique=True)
    departed_on = models.DateField(_("ngày xuất cảnh"))
    returned_on = models.DateField(_("ngày về nước"), null=True, blank=True)
    search_text = SearchField(sources=("contract_number", "country", "enterprise"))

    class Meta:
        verbose_name = _("hợp đồng làm việc ở nước ngoài")
        verbose_name_plural = pgettext_lazy("plural", "hợp đồng làm việc ở nước ngoài")
        ordering = ["-departed_on", "-pk"]
        indexes = [
            models.Index(fields=["area", "departed_on"], name="overseascontract_area_day"),
            models.Index(fields=["country"], name="overseascontract_country"),
        ]
        constraints = [
            ordered("overseascontract", "departed_on", "returned_on"),
            known("overseascontract", "household_class", BeneficiaryClass),
            filled("overseascontract", "contract_number"),
            lengths("overseascontract", country=80, enterprise=200, contract_number=40),
        ]

    def __str__(self) -> str:
        return self.contract_number


class JobAggregate(EditableRecord):
    """How many workers a ward helped into work in a year, entered with its evidence."""

    VIEW = Permission.WORK_VIEW
    EDIT = Permission.WORK_EDIT
    DETAIL = "job_aggregate_detail"

    area = area_key()
    year = models.PositiveSmallIntegerField(_("năm"))
    workers = models.PositiveIntegerField(_("số lao động"))
    evidence = models.CharField(_("căn cứ số liệu"), max_length=300)
    stated_on = models.DateField(_("ngày báo cáo"))

    class Meta:
        verbose_name = _("tổng hợp việc làm năm")
        verbose_name_plural = pgettext_lazy("plural", "tổng hợp việc làm năm")
        ordering = ["-year", "area__path"]
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="jobaggregate_once_a_year"),
            models.CheckConstraint(
                condition=Q(workers__gte=0, workers__lt=10**7), name="jobaggregate_workers"
            ),
            year("jobaggregate"),
            filled("jobaggregate", "evidence"),
            lengths("jobaggregate", evidence=300),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"
