"""Entry forms of needs, services, placements, work abroad, yearly totals, classes and learners."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.models import Household
from povertyportal.areas.models import Area
from povertyportal.ui.fields import CountField, DateField, TextField
from programs.choices import MonthsAfter
from programs.forms.base import HouseholdRecordForm, PlainForm, RecordForm, areas_of
from programs.models import (
    Enrolment,
    EnrolmentFollowUp,
    JobAggregate,
    JobNeed,
    JobPlacement,
    JobService,
    OverseasContract,
    TrainingClass,
)
from programs.models.base import FIRST_YEAR

MOST_SEATS = 1000
MOST_WORKERS = 10**7 - 1
YES_NO = [("yes", _("Có")), ("no", _("Không"))]


class JobNeedForm(HouseholdRecordForm):
    """What a worker asks for."""

    class Meta(RecordForm.Meta):
        model = JobNeed
        fields = ["person", "need", "registered_on"]


class JobServiceForm(RecordForm):
    """One act of help on a need."""

    class Meta(RecordForm.Meta):
        model = JobService
        fields = ["kind", "served_on", "provider"]


class JobPlacementForm(HouseholdRecordForm):
    """Who started to work where."""

    class Meta(RecordForm.Meta):
        model = JobPlacement
        fields = ["person", "employer", "job", "started_on", "ended_on"]
        help_texts = {"ended_on": _("Để trống khi còn đang làm.")}


class OverseasContractForm(HouseholdRecordForm):
    """Who left to work abroad, with whom."""

    class Meta(RecordForm.Meta):
        model = OverseasContract
        fields = [
            "person",
            "contract_number",
            "country",
            "enterprise",
            "departed_on",
            "returned_on",
        ]
        help_texts = {"returned_on": _("Để trống khi còn ở nước ngoài.")}


class JobAggregateForm(RecordForm):
    """How many workers an area helped into work in a year."""

    workers = CountField(
        label=_("Số lao động"),
        highest=MOST_WORKERS,
        help_text=_("Ghi 0 khi đã rà soát và không có ai; chưa có số thì chưa ghi."),
    )

    class Meta(RecordForm.Meta):
        model = JobAggregate
        fields = ["area", "year", "workers", "evidence", "stated_on"]
        help_texts = {
            "evidence": _("Ví dụ: Báo cáo số 12/BC-UBND ngày 20/12/2023. Kèm tệp ở trang sau."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(timezone.localdate().year, FIRST_YEAR - 1, -1)
        self.fields["year"] = forms.TypedChoiceField(
            label=self.fields["year"].label,
            choices=[("", "---------"), *((year, str(year)) for year in years)],
            coerce=int,
        )
        wards = areas_of(self.user, JobAggregate).filter(level=Area.Level.WARD)
        offer_areas(self, wards)


class TrainingClassForm(RecordForm):
    """A vocational class."""

    capacity = CountField(label=_("Số học viên tối đa"), lowest=1, highest=MOST_SEATS)

    class Meta(RecordForm.Meta):
        model = TrainingClass
        fields = [
            "code",
            "area",
            "trade",
            "provider",
            "starts_on",
            "ends_on",
            "capacity",
            "funding",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_areas(self, areas_of(self.user, TrainingClass))


class ClassField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A class with its days, its place and the seats that are left."""

    def label_from_instance(self, obj: Any) -> str:
        words = _("%(code)s %(trade)s, %(place)s (%(first)s - %(last)s), còn %(left)d chỗ")
        return str(words) % {
            "code": obj.code,
            "trade": obj.trade,
            "place": obj.area.name,
            "first": f"{obj.starts_on:%d/%m/%Y}",
            "last": f"{obj.ends_on:%d/%m/%Y}",
            "left": obj.left,
        }


class EnrolmentForm(HouseholdRecordForm):
    """Who learns in which class; a ward's people may learn in the class of another ward."""

    class Meta(RecordForm.Meta):
        model = Enrolment
        fields = ["training_class", "person", "enrolled_on", "funding"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["training_class"] = ClassField(
            label=self.fields["training_class"].label,
            queryset=classes_for(self.instance.household),
        )


class EnrolmentEditForm(HouseholdRecordForm):
    """A learner's row with its result."""

    class Meta(RecordForm.Meta):
        model = Enrolment
        fields = ["person", "enrolled_on", "funding", "completed_on", "certificate"]
        help_texts = {"certificate": _("Số chứng chỉ, nếu đã cấp.")}


class CompletionForm(PlainForm):
    """When a learner finished, and the certificate."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    completed_on = DateField(label=_("Ngày học xong"))
    certificate = TextField(
        label=_("Chứng chỉ"),
        max_length=60,
        required=False,
        help_text=_("Số chứng chỉ, nếu đã cấp."),
    )


class FollowUpForm(RecordForm):
    """Whether a learner works at a term after the training."""

    class Meta(RecordForm.Meta):
        model = EnrolmentFollowUp
        fields = ["months", "asked_on", "is_working", "is_trade", "job"]

    def __init__(self, *args: Any, initial: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["months"] = forms.TypedChoiceField(
            label=self.fields["months"].label,
            choices=[("", "---------"), *MonthsAfter.choices],
            coerce=int,
        )
        self.fields["is_working"] = YesNoField(label=self.fields["is_working"].label)
        if self.instance.pk is None:
            self.initial.pop("is_working", None)


class YesNoField(forms.TypedChoiceField):
    """A question that has to be answered: neither answer is chosen beforehand."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce=lambda value: value == "yes",
            widget=forms.RadioSelect(attrs={"class": "segmented"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


def offer_areas(form: RecordForm, rows: Any) -> None:
    """Offer where a new row may belong, the only area chosen already; an old row stays there."""
    if form.instance.pk is not None:
        del form.fields["area"]
        return
    form.offer("area", rows)
    first = list(rows[:2])
    if len(first) == 1:
        form.initial["area"] = first[0].pk


def classes_for(household: Household) -> Any:
    """Return the classes held in the household's city, newest first, with the seats left."""
    place = household.area
    city = place.parent if place.level == Area.Level.WARD and place.parent else place
    rows = TrainingClass.objects.filter(area__path__startswith=city.path)
    return rows.select_related("area").annotate(left=F("capacity") - Count("enrolments"))
