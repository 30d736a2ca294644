"""Entry forms of communication, supervision, what it found and what came of it."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.fields import CountField, DateField, TextField
from programs.forms.base import PlainForm, RecordForm, areas_of, leaves
from programs.models import Communication, Organisation, SupervisionFinding, SupervisionVisit

NO_COMPONENT = _("Để trống nếu không thuộc dự án nào của Chương trình.")


class CommunicationForm(RecordForm):
    """One act of telling people about the programme."""

    sessions = CountField(label=_("Số buổi, số lượt phát"), lowest=1, highest=10_000, initial=1)
    reached = CountField(
        label=_("Số người tiếp cận"),
        lowest=1,
        highest=9_999_999,
        required=False,
        help_text=_("Để trống nếu chưa có số liệu, không ghi 0."),
    )

    class Meta(RecordForm.Meta):
        model = Communication
        fields = [
            "topic",
            "channel",
            "area",
            "component",
            "organiser",
            "held_on",
            "ended_on",
            "sessions",
            "reached",
            "cost",
            "outcome",
        ]
        help_texts = {
            "component": NO_COMPONENT,
            "ended_on": _("Để trống nếu chỉ trong một ngày."),
            "cost": _("Để trống nếu chưa có số liệu."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("area", areas_of(self.user, Communication))
        self.offer("component", leaves())
        self.offer("organiser", offices_near(self.user, Permission.ACTIVITY_EDIT))


class SupervisionVisitForm(RecordForm):
    """One supervision."""

    households_visited = CountField(
        label=_("Số hộ đã gặp"),
        lowest=0,
        highest=10_000,
        required=False,
        help_text=_("Để trống nếu chưa có số liệu."),
    )

    class Meta(RecordForm.Meta):
        model = SupervisionVisit
        fields = [
            "subject",
            "kind",
            "area",
            "component",
            "supervisor",
            "team",
            "visited",
            "households_visited",
            "visited_on",
            "ended_on",
            "document_number",
            "conclusion",
        ]
        help_texts = {
            "component": NO_COMPONENT,
            "ended_on": _("Để trống nếu chỉ trong một ngày."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("area", areas_of(self.user, SupervisionVisit))
        self.offer("component", leaves())
        self.offer("supervisor", offices_near(self.user, Permission.SUPERVISION_EDIT))


class SupervisionFindingForm(RecordForm):
    """What a supervision found, and who mends it until when."""

    class Meta(RecordForm.Meta):
        model = SupervisionFinding
        fields = ["finding", "recommendation", "owner", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", offices_near(self.user, Permission.SUPERVISION_EDIT))


class MendForm(PlainForm):
    """What came of a finding."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = TextField(
        label=_("Kết quả khắc phục"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )
    done_on = DateField(
        label=_("Ngày khắc phục xong"),
        required=False,
        help_text=_("Để trống nếu còn đang khắc phục: phát hiện vẫn mở."),
    )


def offices_near(user: User, permission: Permission) -> QuerySet[Organisation]:
    """Return the offices of the user's areas and of the areas above them, past ones too."""
    held = [grant.area for grant in user.grants if permission in grant.permissions]
    above = {int(key) for area in held for key in area.path.split("/") if key}
    inside = Area.objects.inside(held).order_by().values("pk")
    return Organisation.objects.filter(Q(area__in=above) | Q(area__in=inside))
