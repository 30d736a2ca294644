"""Supports, rewards, instructions of the leadership, published statistics."""

from povertyportal.accounts.models import User
from programs import classes
from programs.actions.base import demand_member, enter
from programs.models import Statistic, Support


def record_support(*, support: Support, by: User) -> Support:
    """Record help given, with the household's class on that day."""
    if support.person is not None:
        demand_member(support.household, support.person)
    support.area = support.household.area
    support.household_class = classes.class_on(support.household, support.provided_on).value
    return enter(support, by=by, event="support.record")


def record_statistic(*, statistic: Statistic, by: User) -> Statistic:
    """Record a published value with its source."""
    return enter(statistic, by=by, event="statistic.record")
