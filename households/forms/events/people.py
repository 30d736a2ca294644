"""Birth, death, and a new head."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import actions
from households.choices import Relation
from households.forms.events.base import EventForm, NewcomerFields, member_choices
from households.models import LifeEvent
from povertyportal.accounts.models import User


class BirthForm(NewcomerFields, EventForm):
    """A birth: the day of the event is the day of birth."""

    lead = ("full_name", "gender", "ethnicity", "relation", "citizen_id")

    def prepare(self) -> None:
        """Ask for the day once."""
        del self.fields["birth"]
        self.fields["happened_on"].label = _("Ngày sinh")
        self.fields["relation"].initial = Relation.CHILD
        self.fields["ethnicity"].initial = self.household.head.ethnicity

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record the birth."""
        return actions.record_birth(
            household=self.household, child=self.newcomer(), data=self.event(), by=by, now=now
        )


class DeathForm(EventForm):
    """A death; the head's asks for a new head."""

    person = forms.ChoiceField(label=gettext_lazy("Người mất"), widget=forms.RadioSelect)
    lead = ("person", "new_head")

    def prepare(self) -> None:
        """Offer the members."""
        self.fields["happened_on"].label = _("Ngày mất")
        self.fields["person"].choices = member_choices(self.stays)  # type: ignore[attr-defined]
        self.add_new_head(_("Chủ hộ mới"), _("Chỉ chọn khi chủ hộ mất."), self.stays)

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record the death."""
        return actions.record_death(
            household=self.household,
            person=self.key("person") or 0,
            new_head=self.key("new_head"),
            data=self.event(),
            by=by,
            now=now,
        )


class NewHeadForm(EventForm):
    """Another member becomes the head."""

    new_head = forms.ChoiceField(label=gettext_lazy("Chủ hộ mới"), widget=forms.RadioSelect)
    lead = ("new_head",)

    def prepare(self) -> None:
        """Offer everybody but the head."""
        others = [stay for stay in self.stays if not stay.is_head]
        self.fields["new_head"].choices = member_choices(others)  # type: ignore[attr-defined]

    def act(self, *, by: User, now: datetime) -> LifeEvent:
        """Record the change."""
        return actions.change_head(
            household=self.household,
            new_head=self.key("new_head") or 0,
            data=self.event(),
            by=by,
            now=now,
        )
