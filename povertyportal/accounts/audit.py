"""Write events to the chain and check it.

`digest = SHA-256(previous digest + the event as canonical JSON)`. The first event follows 64 zeros.
"""

import hashlib
import json
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent, AuditHead, User

GENESIS = "0" * 64
_PAYLOAD = (
    "actor_id",
    "actor",
    "action",
    "object_type",
    "object_id",
    "object_label",
    "area_path",
    "changes",
    "note",
    "request_id",
    "address",
)


@dataclass(frozen=True)
class Origin:
    """The request that an event comes from."""

    request_id: str = ""
    address: str = ""


NOWHERE = Origin()
origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def _digest(event: AuditEvent) -> str:
    payload = {name: getattr(event, name) for name in _PAYLOAD}
    payload["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{event.previous}{text}".encode()).hexdigest()


@transaction.atomic
def record(
    action: str,
    *,
    by: User | None,
    on: models.Model,
    area_path: str = "",
    changes: Mapping[str, Any] | None = None,
    note: str = "",
    actor: str = "",
) -> AuditEvent:
    """Append one event; `changes` maps a field to (before, after). Call it inside the action.

    `by` is None where nobody is signed in (a failed login, a command): then `actor` names who.
    """
    head = hold()
    came_from = origin.get()
    event = AuditEvent(
        at=timezone.now(),
        actor_id=by.pk if by else None,
        actor=(by.username if by else actor)[:150],
        action=action,
        object_type=on._meta.label_lower,
        object_id=str(on.pk or ""),
        object_label=str(on)[:200],
        area_path=area_path,
        changes=json.loads(json.dumps(dict(changes or {}), cls=DjangoJSONEncoder)),
        note=note,
        request_id=came_from.request_id,
        address=came_from.address,
        previous=head.digest,
    )
    event.digest = _digest(event)
    event.save(force_insert=True)
    head.digest = event.digest
    head.events += 1
    head.save(update_fields=["digest", "events"])
    return event


def hold() -> AuditHead:
    """Lock the end of the chain: until this transaction ends, no other action can end."""
    head, _created = AuditHead.objects.select_for_update().get_or_create(
        pk=1, defaults={"digest": GENESIS}
    )
    return head


def broken_links() -> list[str]:
    """Return what is wrong with the chain, in words; an empty list if it holds."""
    wrong: list[str] = []
    previous = GENESIS
    count = 0
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=2000):
        count += 1
        if event.previous != previous:
            wrong.append(f"event {event.pk} does not follow the one before it")
        if event.digest != _digest(event):
            wrong.append(f"event {event.pk} was changed after it was written")
        previous = event.digest
    head = AuditHead.objects.filter(pk=1).first()
    if head is None:
        head = AuditHead(digest=GENESIS, events=0)
    if head.digest != previous:
        wrong.append("the chain does not end where its head says")
    if head.events != count:
        wrong.append(f"{head.events} events were written, {count} are there")
    return wrong
