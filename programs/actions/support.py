"""Supports, rewards, instructions of the leadership, published statistics."""

from django.db import transaction

from povertyportal.accounts.models import User
from programs import classes
from programs.actions.base import demand_member, enter, locked
from programs.choices import DirectiveState
from programs.models import Award, Directive, DirectiveNote, Statistic, Support


def record_support(*, support: Support, by: User) -> Support:
    """Record help given, with the household's class on that day."""
    if support.person is not None:
        demand_member(support.household, support.person)
    support.area = support.household.area
    support.household_class = classes.class_on(support.household, support.provided_on).value
    return enter(support, by=by, event="support.record")


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


def record_statistic(*, statistic: Statistic, by: User) -> Statistic:
    """Record a published value with its source."""
    return enter(statistic, by=by, event="statistic.record")
