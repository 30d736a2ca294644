"""Rewards, and the instructions of the leadership with their progress."""

from django.db import transaction

from povertyportal.accounts.models import User
from programs.actions.base import enter, locked
from programs.choices import DirectiveState
from programs.models import Award, Directive, DirectiveNote


def record_award(*, award: Award, by: User) -> Award:
    """Record a reward."""
    return enter(award, by=by, event="award.record")


def record_directive(*, directive: Directive, by: User) -> Directive:
    """Record an instruction with its owner and due date."""
    return enter(directive, by=by, event="directive.record")


@transaction.atomic
def follow_directive(*, note: DirectiveNote, by: User) -> DirectiveNote:
    """Write down how far an instruction is; its state follows the latest note."""
    directive = locked(note.directive)
    note.directive, note.created_by = directive, by
    saved = enter(note, by=by, event="directive.follow", note=note.note)
    done_on = note.noted_on if note.state == DirectiveState.DONE else None
    directive.state, directive.done_on = note.state, done_on
    directive.version += 1
    directive.save(update_fields=["state", "done_on", "version"])
    return saved
