"""Vốn Chương trình: assigned, distributed, disbursed and what waits, to the đồng."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q, Sum

from povertyportal.reporting.documents import Block, Column, Row, Table
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.registry import rate
from povertyportal.reporting.units import MISSING, Number, written
from programs.choices import CapitalKind, EntryKind, Source
from programs.models import Component
from programs.papers.report import phrases
from programs.papers.report.brief import Brief
from programs.papers.report.parts import CENTRE, NONE, RIGHT, caption, counted, money, said, total

MONEY = ("capital_assigned", "capital_distributed", "capital_disbursed", "capital_unallocated")
LEAF = ("allocation__component",)
ACCOUNT = ("allocation__component", "allocation__year", "allocation__source", "allocation__kind")
Key = tuple[Any, ...]
Sums = dict[Key, dict[str, int]]
Write = Callable[[Number | None], str]


def blocks(brief: Brief) -> Sequence[Block]:
    """Return the sentences about the money, and the money of each project."""
    lines = {key: brief.lines[key] for key in MONEY}
    return [
        said(_sentence(brief)),
        *phrases.against_report(lines.values()),
        *_by_leaf(brief),
        *_by_kind(brief),
    ]


def _sentence(brief: Brief) -> str:
    given, passed, paid, rest = (brief.lines[key] for key in MONEY)
    when = phrases.days(passed.done.scope)
    if given.done.value is None and not passed.done.value:
        return f"Vốn Chương trình được giao, phân bổ và giải ngân {when}: {MISSING}."
    if given.done.value is None:
        return (
            f"Cấp phường, xã không được giao vốn trực tiếp. {when.capitalize()}, địa bàn được phân "
            f"bổ {phrases.told(passed)}; đã giải ngân {phrases.told(paid)}"
            f"{_share(paid.done, passed.done, 'vốn được phân bổ')}."
        )
    return (
        f"{when.capitalize()}, vốn được giao là {phrases.told(given)}. Đã phê duyệt, phân bổ "
        f"{phrases.told(passed)}{_share(passed.done, given.done, 'vốn giao')}; chưa phân bổ "
        f"{phrases.told(rest)}{_share(rest.done, given.done, 'vốn giao')}. Đã giải ngân "
        f"{phrases.told(paid)}{_share(paid.done, given.done, 'vốn giao')}"
        f"{_share(paid.done, passed.done, 'vốn đã phân bổ')}. Tính đến từng đồng, vốn giao bằng "
        "vốn đã phân bổ cộng vốn chưa phân bổ."
    )


def _share(part: Figure, whole: Figure, name: str) -> str:
    """Return which part of the other figure this one is; a percentage names what it is of."""
    found = rate(part.value, whole.value)
    if found is None or part.value is None:
        return ""
    return f", bằng {written(found, decimals=1)}% {name}"


def sums_by(brief: Brief, keys: Sequence[str]) -> Sums:
    """Return the money of each group of entries, each column in its figure's own window.

    `carried` is the part of the assigned money that came from another year or went there.
    """
    found: Sums = defaultdict(dict)
    for name in MONEY[:3]:
        figure = brief.lines[name].done
        rows = figure.indicator.rows(figure.scope).order_by().values(*keys)
        measures: dict[str, Any] = {name: Sum("effect")}
        if name == MONEY[0]:
            measures["carried"] = Sum("effect", filter=Q(kind=EntryKind.CARRIED_OVER))
        for row in rows.annotate(**measures):
            group = tuple(row[key] for key in keys)
            found[group] |= {measure: row[measure] or 0 for measure in measures}
    return found


def components(sums: Iterable[Key]) -> dict[int, Component]:
    """Return the projects of the groups, by key, in the programme's order."""
    found = Component.objects.filter(pk__in={key[0] for key in sums}).order_by("order")
    return {component.pk: component for component in found}


def _by_leaf(brief: Brief) -> list[Block]:
    """Return the money of each project that has any; the last row is the figures themselves."""
    found = sums_by(brief, LEAF)
    is_given = brief.lines[MONEY[0]].done.value is not None
    rows: list[Row] = []
    for place, (key, component) in enumerate(components(found).items(), start=1):
        sums = found[(key,)]
        rows.append((str(place), str(component), *_cells(sums.get, is_given=is_given)))
    if not rows:
        return []
    whole = {key: brief.lines[key].done.value for key in MONEY}
    return [
        *caption("Vốn Chương trình theo dự án, tiểu dự án", unit="triệu đồng"),
        Table(
            columns=_columns((6, 37), (13, 12, 12, 12, 8)),
            head=(("STT", "Dự án, tiểu dự án", *_heads()),),
            rows=(*rows, total(_cells(whole.get, is_given=is_given))),
            is_small=True,
        ),
    ]


def _by_kind(brief: Brief) -> list[Block]:
    """Return the money of each budget year, source and kind, which are never mixed."""
    found = sums_by(brief, ACCOUNT[1:])
    is_given = brief.lines[MONEY[0]].done.value is not None
    if not found:
        return []
    rows = [
        (
            str(year),
            str(Source(source).label),
            str(CapitalKind(kind).label),
            *_cells(found[year, source, kind].get, is_given=is_given),
        )
        for year, source, kind in sorted(found)
    ]
    whole = {key: brief.lines[key].done.value for key in MONEY}
    return [
        *caption("Vốn Chương trình theo năm, nguồn và loại vốn", unit="triệu đồng"),
        Table(
            columns=_columns((8, 22, 15), (13, 12, 11, 11, 8)),
            head=(("Năm", "Nguồn vốn", "Loại vốn", *_heads()),),
            rows=(*rows, total(_cells(whole.get, is_given=is_given), span=3)),
            is_small=True,
        ),
    ]


def _heads() -> tuple[str, ...]:
    return ("Được giao", "Đã phân bổ", "Chưa phân bổ", "Đã giải ngân", "Giải ngân (%)")


def _columns(texts: Sequence[float], numbers: Sequence[float]) -> tuple[Column, ...]:
    first, *others = texts
    return (
        Column(width=first, align=CENTRE),
        *(Column(width=width) for width in others),
        *(Column(width=width, align=RIGHT) for width in numbers),
    )


def _cells(
    value: Callable[[str], Number | None], *, is_given: bool, write: Write = money
) -> list[str]:
    """Return assigned, distributed, waiting, disbursed, and disbursed per hundred distributed."""
    given, passed, paid = (value(key) or 0 for key in MONEY[:3])
    share = rate(paid, passed)
    return [
        write(given) if is_given else NONE,
        write(passed),
        write(given - passed) if is_given else NONE,
        write(paid),
        NONE if share is None else written(share, decimals=1),
    ]


def account_table(brief: Brief) -> Table | None:
    """Return the money of every account, for the annex; None where there is none."""
    found = sums_by(brief, ACCOUNT)
    is_given = brief.lines[MONEY[0]].done.value is not None
    names = components(found)
    ordered = sorted(found, key=lambda key: (names[key[0]].order, *key[1:]))
    rows = [
        (
            str(place),
            names[key[0]].code,
            str(key[1]),
            str(Source(key[2]).label),
            str(CapitalKind(key[3]).label),
            *_cells(found[key].get, is_given=is_given, write=counted),
            counted(found[key].get("carried", 0)) if is_given else NONE,
        )
        for place, key in enumerate(ordered, start=1)
    ]
    if not rows:
        return None
    whole = {key: brief.lines[key].done.value for key in MONEY}
    carried = sum(sums.get("carried", 0) for sums in found.values())
    last = [
        *_cells(whole.get, is_given=is_given, write=counted),
        counted(carried) if is_given else NONE,
    ]
    return Table(
        columns=(
            *(Column(width=width, align=CENTRE) for width in (4, 6, 5)),
            Column(width=16),
            Column(width=10.5),
            *(Column(width=width, align=RIGHT) for width in (11.5, 11.5, 10.5, 10.5, 5, 9.5)),
        ),
        head=(("STT", "Dự án", "Năm", "Nguồn vốn", "Loại vốn", *_heads(), "Chuyển nguồn"),),
        rows=(*rows, total(last, span=5)),
        has_numbers=True,
        is_small=True,
    )
