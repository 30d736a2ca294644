"""Instructions of the leadership: given, followed by those who carry them out, closed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from programs.actions.base import (
    change,
    demand_past,
    demand_right,
    enter,
    locked,
    same_token,
)
from programs.choices import DirectiveState
from programs.models import Directive, DirectiveNote, Organisation

ENDS = (DirectiveState.DONE, DirectiveState.CANCELLED)
TOLD = (DirectiveState.OPEN, DirectiveState.IN_PROGRESS, DirectiveState.DONE)
"""What those who carry it out may say of their part; they do not call it off."""


@transaction.atomic
def record_directive(*, directive: Directive, by: User) -> Directive:
    """Record an instruction with its owner and due date."""
    _demand_sound(directive)
    return enter(directive, by=by, event="directive.record")


@transaction.atomic
def amend_directive(
    *, directive: Directive, values: Mapping[str, Any], by: User, version: int
) -> Directive:
    """Put an instruction right; how far it is, is said by notes alone."""
    directive = locked(directive, version=version)
    _demand_sound(Directive(**values))
    if "area" in values and not by.can(Directive.EDIT, values["area"]):
        raise PermissionDenied
    return change(directive, values, by=by, event="directive.amend")


def _demand_sound(directive: Directive) -> None:
    """Refuse a day to come, and an owner that did not exist on the day."""
    demand_past(directive, "issued_on")
    there = Organisation.objects.valid_on(directive.issued_on)
    if not there.filter(pk=directive.owner_id).exists():
        raise ValidationError(
            {
                "owner": ValidationError(
                    _("%(name)s không hoạt động vào ngày chỉ đạo. Hãy chọn đơn vị khác."),
                    params={"name": directive.owner},
                    code="not_there",
                )
            }
        )


def places_of(*, directive: Directive, by: User) -> list[Area]:
    """Return the areas for which the user may say how far the instruction is, widest first.

    Who may give instructions, or works for the whole area of this one, speaks for the whole of
    it; the people of a ward for their ward.
    """
    if by.can(Directive.EDIT, directive.area):
        return [directive.area]
    if not Organisation.objects.of_user(by).filter(pk=directive.owner_id).exists():
        return []
    if by.can(Permission.DIRECTIVE_FOLLOW, directive.area):
        return [directive.area]
    held = {
        grant.area.pk: grant.area
        for grant in by.grants
        if Permission.DIRECTIVE_FOLLOW in grant.permissions and directive.area.contains(grant.area)
    }
    return sorted(held.values(), key=lambda area: area.path)


@transaction.atomic
def follow_directive(*, note: DirectiveNote, by: User) -> DirectiveNote:
    """Write down how far an instruction is; the first word on it sets it going.

    "Done" speaks of the part of whoever says so: the whole is closed by who gave it.
    """
    directive = locked(note.directive)
    note.directive, note.created_by = directive, by
    if note.area not in places_of(directive=directive, by=by):
        raise PermissionDenied
    if first := same_token(note):
        return first
    if not directive.is_waiting:
        raise ValidationError(_("Chỉ đạo này đã kết thúc, không ghi thêm tiến độ."), code="closed")
    if note.state not in TOLD:
        raise ValidationError({"state": _("Chỉ người giao việc mới cho thôi thực hiện.")})
    _demand_day(note, directive)
    saved = enter(note, by=by, event="directive.follow", note=note.note)
    if directive.state == DirectiveState.OPEN and note.state != DirectiveState.OPEN:
        directive.state = DirectiveState.IN_PROGRESS
        directive.save(update_fields=["state"])
    return saved


def _demand_day(note: DirectiveNote, directive: Directive, *, name: str = "noted_on") -> None:
    """Refuse a word of a day to come, or from before the instruction was given."""
    try:
        demand_past(note, "noted_on")
    except ValidationError as error:
        raise ValidationError({name: error.error_dict["noted_on"]}) from error
    if note.noted_on < directive.issued_on:
        raise ValidationError(
            {
                name: ValidationError(
                    _("Ngày này không thể trước ngày chỉ đạo (%(day)s)."),
                    params={"day": f"{directive.issued_on:%d/%m/%Y}"},
                    code="order",
                )
            }
        )


@transaction.atomic
def close_directive(
    *,
    directive: Directive,
    state: str,
    closed_on: date,
    note: str,
    by: User,
    version: int,
    submit_token: Any = None,
) -> Directive:
    """Say that an instruction is carried out, or called off; only those who give them may."""
    directive = locked(directive)
    demand_right(directive, by=by)
    word = DirectiveNote(
        directive=directive,
        area=directive.area,
        state=state,
        note=note,
        noted_on=closed_on,
        created_by=by,
        submit_token=submit_token,
    )
    if same_token(word):
        return directive
    directive = locked(directive, version=version)
    if not directive.is_waiting:
        raise ValidationError(_("Chỉ đạo này đã kết thúc."), code="closed")
    if state not in ENDS:
        raise ValidationError({"state": _("Hãy chọn đã hoàn thành hoặc thôi thực hiện.")})
    _demand_day(word, directive, name="closed_on")
    word.full_clean()
    word.save(force_insert=True)
    values = {"state": state, "done_on": closed_on if state == DirectiveState.DONE else None}
    return change(directive, values, by=by, event="directive.close", note=note)


@transaction.atomic
def reopen_directive(
    *, directive: Directive, reason: str, noted_on: date, by: User, version: int
) -> Directive:
    """Take up an instruction again that was closed too early, with the reason."""
    directive = locked(directive, version=version)
    demand_right(directive, by=by)
    if directive.is_waiting:
        raise ValidationError(_("Chỉ đạo này đang được thực hiện."), code="open")
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do mở lại.")}, code="no_reason")
    word = DirectiveNote(
        directive=directive,
        area=directive.area,
        state=DirectiveState.IN_PROGRESS,
        note=reason,
        noted_on=noted_on,
        created_by=by,
    )
    word.full_clean()
    word.save(force_insert=True)
    values = {"state": DirectiveState.IN_PROGRESS, "done_on": None}
    return change(directive, values, by=by, event="directive.reopen", note=reason)
