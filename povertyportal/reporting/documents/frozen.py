"""Papers as data and back again, exactly: a paper that was filed is drawn from this years later.

Every field is written out, so that a default which changes later changes no paper that was filed.
"""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from povertyportal.reporting.documents.content import (
    Align,
    Cell,
    Column,
    Document,
    Field,
    Fields,
    Numbered,
    PageBreak,
    Paragraph,
    Signature,
    Signatures,
    Table,
    Tick,
    Ticks,
)

TYPE = "type"
"""The key under which each part names what it is."""
_PARTS: tuple[type, ...] = (
    *(Cell, Column, Document, Field, Fields, Numbered, PageBreak, Paragraph),
    *(Signature, Signatures, Table, Tick, Ticks),
)
_BY_NAME = {part.__name__: part for part in _PARTS}


def freeze(documents: Sequence[Document]) -> list[Any]:
    """Return the papers as values that JSON holds."""
    found: list[Any] = _data(tuple(documents))
    return found


def thaw(data: Any) -> tuple[Document, ...]:
    """Return the papers that were frozen; raise ValueError for data that is none."""
    try:
        found = _part(data)
    except (KeyError, TypeError) as error:
        raise ValueError("not a frozen paper") from error
    if not isinstance(found, tuple) or not all(isinstance(each, Document) for each in found):
        raise ValueError("not a frozen paper")
    return found


def _data(value: Any) -> Any:
    if is_dataclass(value):
        name = type(value).__name__
        if name not in _BY_NAME:
            raise ValueError(f"{name} is no part of a paper")
        return {TYPE: name} | {own.name: _data(getattr(value, own.name)) for own in fields(value)}
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    return str(value) if isinstance(value, Align) else value


def _part(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_part(each) for each in value)
    if not isinstance(value, dict):
        return value
    own = {name: _part(each) for name, each in value.items() if name != TYPE}
    if own.get("align") is not None:
        own["align"] = Align(own["align"])
    return _BY_NAME[value[TYPE]](**own)
