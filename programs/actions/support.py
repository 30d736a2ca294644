"""Supports, rewards, instructions of the leadership, published statistics."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from programs import classes
from programs.actions.base import change, demand_member, demand_version, enter
from programs.choices import DirectiveState
from programs.models import Award, Directive, Statistic, Support


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
def follow_directive(
    *,
    directive: Directive,
    state: str,
    progress: str,
    version: int,
    by: User,
    done_on: date | None = None,
) -> Directive:
    """Note how far an instruction is; done needs the day, the other states have none."""
    directive = Directive.objects.select_for_update().get(pk=directive.pk)
    demand_version(directive, version)
    if (state == DirectiveState.DONE) != (done_on is not None):
        raise ValidationError({"done_on": _("Chỉ việc đã hoàn thành mới có ngày hoàn thành.")})
    values = {"state": state, "progress": progress, "done_on": done_on}
    return change(directive, values, by=by, event="directive.follow")


def record_statistic(*, statistic: Statistic, by: User) -> Statistic:
    """Record a published value with its source."""
    return enter(statistic, by=by, event="statistic.record")
