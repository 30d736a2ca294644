"""Write a life event with its people and its one line in the audit trail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from households.actions.support import place_of
from households.models import Household, LifeEvent, LifeEventPerson, Person
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area


@dataclass(frozen=True, kw_only=True)
class EventData:
    """What every event says; `version` is the household's that the user looked at."""

    happened_on: date
    version: int = 0
    place: str = ""
    document: str = ""
    note: str = ""
    submit_token: UUID = field(default_factory=uuid4)


def write_event(
    *,
    kind: str,
    household: Household,
    data: EventData,
    people: Iterable[Person],
    by: User,
    now: datetime,
    area: Area | None = None,
    other: Household | None = None,
    other_area: Area | None = None,
    changes: Mapping[str, Any] | None = None,
) -> LifeEvent:
    """Save the event; `area` is the household's ward of that day where it has changed since."""
    ward = area or household.area
    event = LifeEvent(
        kind=kind,
        happened_on=data.happened_on,
        household=household,
        other=other,
        area=ward,
        other_area=other_area or (other.area if other else None),
        place=data.place.strip(),
        document=data.document.strip(),
        note=data.note.strip(),
        recorded_by=by,
        recorded_at=now,
        submit_token=data.submit_token,
    )
    event.full_clean(validate_unique=False, validate_constraints=False)
    event.save()
    LifeEventPerson.objects.bulk_create(
        LifeEventPerson(event=event, person=person) for person in people
    )
    record(
        "life_event.record",
        by=by,
        on=event,
        area_path=area.path if area else place_of(household).path,
        changes=changes,
        note=event.note,
    )
    return event


def check_free(*, person: Person, day: date) -> None:
    """Refuse a stay from the day for the dead, and where an earlier stay is not over by then."""
    if person.died_on:
        raise ValidationError(
            _("%(name)s đã được ghi là mất ngày %(day)s."),
            code="dead",
            params={"name": person.full_name, "day": f"{person.died_on:%d/%m/%Y}"},
        )
    last = person.memberships.exclude(valid_to__lt=day).select_related("household").first()
    if last is None:
        return
    if last.valid_to is None:
        message = _("%(name)s đang ở hộ %(code)s: phải ghi rời hộ đó trước.")
    else:
        message = _(
            "%(name)s ở hộ %(code)s đến hết ngày %(day)s: ngày vào hộ mới phải sau ngày đó."
        )
    raise ValidationError(
        message,
        code="elsewhere",
        params={
            "name": person.full_name,
            "code": last.household.code,
            "day": f"{last.valid_to:%d/%m/%Y}" if last.valid_to else "",
        },
    )
