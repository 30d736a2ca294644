"""Read what several parts of one answer need only once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_known: ContextVar[dict[Any, Any] | None] = ContextVar("known", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Keep what `once` reads until the end: whoever writes meanwhile must not read again."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once(key: Any, read: Callable[[], T]) -> T:
    """Return what `read` gives; inside of `reading_once` it is read the first time only."""
    known = _known.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found
