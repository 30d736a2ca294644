"""What all builders of the demo city share: dice, shares to the đồng, days."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone


def dice(name: str, seed: int) -> Random:
    """Return a source of choices of its own per builder: one builder's change moves no other."""
    return Random(f"{seed}-{name}")  # noqa: S311 - deterministic records, no secret


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole by weights with largest remainders; the parts always add up to it."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def shares_of(total: int, weights: Sequence[float], *, step: int) -> list[int]:
    """Split a whole into multiples of `step`; what is left over goes to the largest part."""
    parts = [part * step for part in shares(total // step, weights)]
    parts[parts.index(max(parts))] += total % step
    return parts


def in_text(name: str) -> str:
    """Return the name of an area inside a sentence: 'Phường Đức Xuân' -> 'phường Đức Xuân'."""
    return name[:1].lower() + name[1:]


def day_between(rng: Random, first: date, last: date) -> date:
    """Return a day of the span, both ends included."""
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def workday(day: date) -> date:
    """Return the day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return an instant of the day in local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
