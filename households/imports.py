"""Read B1 score cards from workbooks: every row that cannot be read is named with its reason."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import override

from households import scoring
from households.wording import region_name
from povertyportal.ui.text import clean, fold
from povertyportal.ui.workbooks import Row, read_workbook
from povertyportal.ui.xlsx import Sheet

KEYS = ("item", "item_name", "option", "option_name")
MOST_POINTS = 999
HEADER_WITHIN = 10
"""Rows from the top among which the headings are looked for; notes may stand above them."""
_CODE = re.compile(r"[A-Za-z0-9_]{1,20}")
_WHOLE = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class RowError:
    """One thing to mend in the file: the row's number, the column's heading, and what to do.

    `line` is 0 where the whole table is meant.
    """

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class CardSheet:
    """What a workbook says: the questions as `ScoreCard.items` keeps them, or what is wrong.

    `ignored` names columns that are no part of a card, `missing` the regions without a column.
    """

    items: list[dict[str, Any]]
    errors: list[RowError]
    ignored: list[str]
    missing: list[str]
    rows: int


def headings() -> dict[str, str]:
    """Return the headings of a card's columns by key, in Vietnamese whatever the reader speaks."""
    with override("vi"):
        words = [_("Mã câu hỏi"), _("Câu hỏi"), _("Mã lựa chọn"), _("Lựa chọn")]
        regions = {region: region_name(region) for region in scoring.REGIONS}
    return dict(zip(KEYS, words, strict=True)) | regions


def card_sheet(card: scoring.Card) -> Sheet:
    """Return the card as a sheet that `read_card` reads back."""
    regions = scoring.REGIONS
    rows = [
        [item.code, item.name, option.code, option.name, *map(option.points.get, regions)]
        for item in card.items
        for option in item.options
    ]
    return Sheet("B1", list(headings().values()), rows, notes=[card.name, card.note])


def read_card(content: bytes) -> CardSheet:
    """Return the card in a workbook with everything that is wrong in it.

    Raise ValidationError where the file is no workbook or has no headings at all.
    """
    rows = read_workbook(content)
    place, columns, ignored = _header(rows)
    body = rows[place + 1 :]
    errors: list[RowError] = []
    regions = [region for region in scoring.REGIONS if region in columns]
    options = [found for row in body if (found := _option(row, columns, regions, errors))]
    items = _grouped(options, errors)
    if not errors:
        errors += _whole_card(items, regions)
    missing = [region_name(region) for region in scoring.REGIONS if region not in columns]
    return CardSheet([] if errors else items, errors, ignored, missing, len(body))


def _header(rows: Sequence[Row]) -> tuple[int, dict[str, int], list[str]]:
    """Return where the headings stand, the column of each key, and headings of no meaning."""
    words = headings()
    known = {fold(text): key for key, text in words.items()} | {key: key for key in words}
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        texts = [fold(str(cell)) for cell in row.cells]
        if not {known.get(text) for text in texts} >= {"item", "option"}:
            continue
        found = Counter(known[text] for text in texts if text in known)
        double = [words[key] for key, count in found.items() if count > 1]
        lacking = [words[key] for key in KEYS if key not in found]
        if double or lacking or not set(found) & set(scoring.REGIONS):
            raise _wrong_headings(double, lacking)
        columns = {known[text]: at for at, text in enumerate(texts) if text in known}
        ignored = [
            str(c) for c, text in zip(row.cells, texts, strict=True) if c and text not in known
        ]
        return place, columns, ignored
    raise _wrong_headings([], [words[key] for key in KEYS])


def _wrong_headings(double: list[str], lacking: list[str]) -> ValidationError:
    if double:
        return ValidationError(
            _("Có cột trùng tên: %(names)s. Hãy để lại mỗi cột một lần."),
            code="double_heading",
            params={"names": ", ".join(double)},
        )
    if lacking:
        return ValidationError(
            _("Không thấy dòng tiêu đề có các cột: %(names)s. Hãy dùng tệp mẫu."),
            code="no_header",
            params={"names": ", ".join(lacking)},
        )
    return ValidationError(
        _("Không có cột điểm nào của vùng hay của thành thị. Hãy dùng tệp mẫu."), code="no_region"
    )


def _option(
    row: Row, columns: dict[str, int], regions: Sequence[str], errors: list[RowError]
) -> tuple[int, dict[str, Any]] | None:
    """Return one answer with its points; None, and errors, where a cell cannot be read."""
    found: dict[str, Any] = {}
    count = len(errors)
    for key, place in columns.items():
        try:
            if place in row.faults:
                raise ValidationError(row.faults[place])
            cell = row.cell(place)
            found[key] = _points(cell) if key in regions else _text(cell, key)
        except ValidationError as error:
            errors.append(RowError(row.line, headings()[key], " ".join(error.messages)))
    return (row.line, found) if len(errors) == count else None


def _text(cell: Any, key: str) -> str:
    if isinstance(cell, float) and math.isfinite(cell) and cell == int(cell):
        cell = int(cell)
    text = clean("" if cell is None else str(cell)).replace("\n", " ")
    if not text:
        raise ValidationError(_("còn trống, hãy điền"))
    if key in ("item", "option") and not _CODE.fullmatch(text):
        raise ValidationError(_("mã chỉ gồm chữ không dấu, số và gạch dưới, tối đa 20 ký tự"))
    if len(text) > 200:
        raise ValidationError(_("dài quá 200 ký tự, hãy rút ngắn"))
    return text


def _points(cell: Any) -> int:
    if isinstance(cell, float) and math.isfinite(cell) and cell == int(cell):
        cell = int(cell)
    text = clean("" if cell is None else str(cell))
    if not text:
        raise ValidationError(_("còn trống, hãy điền điểm; không có điểm thì điền 0"))
    if isinstance(cell, bool) or not _WHOLE.fullmatch(text):
        raise ValidationError(_("điểm phải là số nguyên từ 0 đến 999"))
    return int(text)


def _grouped(
    options: Iterable[tuple[int, dict[str, Any]]], errors: list[RowError]
) -> list[dict[str, Any]]:
    """Return the questions with their answers in the order of the file."""
    words, items, seen = headings(), dict[str, dict[str, Any]](), dict[tuple[str, str], int]()
    for line, found in options:
        item = items.setdefault(
            found["item"], {"code": found["item"], "name": found["item_name"], "options": []}
        )
        pair = (found["item"], found["option"])
        if item["name"] != found["item_name"]:
            message = _("khác tên đã ghi ở dòng trên cho cùng mã %(code)s")
            errors.append(RowError(line, words["item_name"], message % {"code": found["item"]}))
        elif pair in seen:
            message = _("trùng với dòng %(line)d")
            errors.append(RowError(line, words["option"], message % {"line": seen[pair]}))
        seen.setdefault(pair, line)
        points = {key: value for key, value in found.items() if key not in KEYS}
        item["options"].append(
            {"code": found["option"], "name": found["option_name"], "points": points}
        )
    return list(items.values())


def _whole_card(items: list[dict[str, Any]], regions: Sequence[str]) -> list[RowError]:
    """Return what is wrong with the card as a whole."""
    if not items:
        return [RowError(0, "", _("Bảng không có dòng nào dưới tiêu đề."))]
    single = [item["code"] for item in items if len(item["options"]) < 2]
    if single:
        message = _("Câu hỏi phải có ít nhất hai lựa chọn: %(codes)s.")
        return [RowError(0, "", message % {"codes": get_text_list(single, _("và"))})]
    card = scoring.Card("", "", False, scoring.card_items(items))
    over = [r for r in regions if scoring.card_highest(card=card, region=r) > MOST_POINTS]
    if over:
        message = _("Tổng điểm cao nhất vượt 999 ở cột: %(names)s.")
        return [RowError(0, "", message % {"names": ", ".join(map(region_name, over))})]
    return []
