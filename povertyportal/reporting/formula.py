"""A formula with its numbers put in: words, and the records behind each number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PLACES = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, kw_only=True)
class Term:
    """A piece of a formula, as people read it: a number, or words between numbers.

    `key` names the figure whose records it counts, "" the figure that is explained; `by` and
    `group` narrow them to one group of a breakdown. `url` leads elsewhere, such as to a plan.
    A term that is no number of records has none of them; one that is no number is words.
    """

    text: str
    key: str = ""
    by: str = ""
    group: str = ""
    url: str = ""
    is_number: bool = True

    @property
    def is_linked(self) -> bool:
        """Tell whether anything stands behind the number."""
        return bool(self.key or self.by or self.url)


@dataclass(frozen=True)
class Line:
    """One line of a formula: words with named places, as for `%`, and the terms in them."""

    words: str
    terms: Mapping[str, Term] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.words % {name: term.text for name, term in self.terms.items()}

    @property
    def pieces(self) -> list[Term]:
        """Return the words between the terms and the terms, in their order."""
        pieces = []
        for number, piece in enumerate(_PLACES.split(self.words)):
            is_name = number % 2 == 1
            words = Term(text=piece.replace("%%", "%"), is_number=False)
            pieces.append(self.terms[piece] if is_name else words)
        return pieces
