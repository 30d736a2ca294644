"""Read uploaded workbooks behind limits: a bad file is refused in words, it never ends a worker.

A file passes three gates before calamine sees it: its size and kind, its zip directory and what
really unpacks, and a walk through the XML of every sheet that counts rows and columns. What is
wrong in single cells (errors, formulas without a value, merged cells) stays with the row.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import python_calamine
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_NEEDED = ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_CELL = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a workbook may hold; sizes in bytes, `ratio` of unpacked to packed."""

    size: int = 2 * 1024**2
    unpacked: int = 30 * 1024**2
    ratio: int = 100
    members: int = 200
    rows: int = 2_000
    columns: int = 60
    text: int = 2_000


@dataclass(frozen=True)
class Row:
    """One row with something in it: its number in the sheet, its cells, and what is wrong there.

    `faults` maps the place of a cell, from 0, to words.
    """

    line: int
    cells: tuple[Any, ...]
    faults: Mapping[int, str] = field(default_factory=dict)

    def cell(self, place: int) -> Any:
        """Return the cell at the place, None where the row ends before it."""
        return self.cells[place] if place < len(self.cells) else None


def read_workbook(content: bytes, *, limits: Limits | None = None) -> list[Row]:
    """Return the rows of the first sheet that hold something.

    Raise ValidationError, with `code` and in words, for a file that is no sound workbook or is
    larger than the limits.
    """
    limits = limits or Limits()
    with _opened(content, limits) as archive:
        sheets = _sheet_names(archive)
        walks = {name: _walk(archive, name, limits) for name in _worksheets(archive)}
        first = walks.get(sheets)
        if first is None:
            raise _broken()
    grid = _calamine(content)
    rows = []
    for number, values in enumerate(grid, start=1):
        cells = tuple(values)
        faults = first.faults_of(number)
        while cells and cells[-1] in ("", None) and len(cells) - 1 not in faults:
            cells = cells[:-1]
        if not cells and not faults:
            continue
        if any(isinstance(cell, str) and len(cell) > limits.text for cell in cells):
            raise ValidationError(
                _("Dòng %(line)d có ô dài quá %(limit)d ký tự. Hãy rút ngắn rồi nạp lại."),
                code="cell_too_long",
                params={"line": number, "limit": limits.text},
            )
        rows.append(Row(number, cells, faults))
    return rows


def _opened(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """Return the archive after everything in it was unpacked once within the limits."""
    if not content:
        raise ValidationError(_("Tệp rỗng, không có nội dung."), code="empty_file")
    if len(content) > limits.size:
        raise ValidationError(
            _("Tệp lớn quá %(limit)d MB. Hãy chia nhỏ hoặc bỏ hình ảnh rồi nạp lại."),
            code="too_large",
            params={"limit": limits.size // 1024**2},
        )
    if content.startswith(_OLE):
        raise ValidationError(
            _(
                "Tệp Excel kiểu cũ (.xls) hoặc có mật khẩu. Hãy lưu lại thành .xlsx, bỏ mật khẩu, "
                "rồi nạp lại."
            ),
            code="old_or_locked",
        )
    if not content.startswith(_ZIP):
        raise ValidationError(
            _("Tệp này không phải sổ Excel (.xlsx), dù tên có thể như vậy."), code="not_workbook"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _check_members(archive, limits)
        _unpack(archive, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise _broken() from error
    return archive


def _check_members(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse by the directory alone what is too much, locked, doubled or missing."""
    members = archive.infolist()
    names = [member.filename for member in members]
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > limits.members
        or unpacked > limits.unpacked
        or unpacked > limits.ratio * max(packed, 1)
    ):
        raise _too_much()
    if len(set(names)) != len(names) or any(member.flag_bits & 1 for member in members):
        raise _broken()
    if not set(_NEEDED) <= set(names):
        raise _broken()


def _unpack(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Unpack everything once, whatever the directory says, and refuse entities in its XML."""
    left = limits.unpacked
    for member in archive.infolist():
        seen = b""
        with archive.open(member) as stream:
            while part := stream.read(64 * 1024):
                left -= len(part)
                if left < 0:
                    raise _too_much()
                seen = (seen + part.replace(b"\x00", b""))[-(64 * 1024 + 16) :]
                if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                    raise _broken()


def _worksheets(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]


def _sheet_names(archive: zipfile.ZipFile) -> str:
    """Return where the first sheet of the book is kept."""
    sheets: list[str] = []
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            sheets.append(attributes.get("id", ""))

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse(archive.read("xl/workbook.xml"), sheet)
    _parse(archive.read("xl/_rels/workbook.xml.rels"), relation)
    target = targets.get(sheets[0], "") if sheets else ""
    if not target:
        raise _broken()
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


@dataclass
class _Walk:
    """What one walk through a sheet found: its size, and cells that cannot be read."""

    limits: Limits
    line: int = 0
    column: int = 0
    cell: tuple[int, int] = (0, 0)
    is_formula: bool = False
    is_value: bool = False
    has_value: bool = False
    kind: str = ""
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.line = _whole(attributes.get("r")) or self.line + 1
            self.column = 0
            if self.line > self.limits.rows:
                raise _too_many_rows(self.limits)
        elif name == "c":
            self._cell(attributes)
        elif name == "f":
            self.is_formula = True
        elif name in ("v", "is"):
            self.is_value = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        if self.is_value and text.strip():
            self.has_value = True

    def end(self, name: str) -> None:
        if name in ("v", "is"):
            self.is_value = False
        if name != "c":
            return
        if self.kind == "e":
            self.errors.add(self.cell)
        elif self.is_formula and not self.has_value:
            self.formulas.add(self.cell)

    def _cell(self, attributes: dict[str, str]) -> None:
        line, column = self.line, self.column + 1
        if "r" in attributes:
            line, column = _place(attributes["r"])
        if line > self.limits.rows:
            raise _too_many_rows(self.limits)
        if column > self.limits.columns:
            raise _too_many_columns(self.limits)
        self.column, self.cell = column, (line, column - 1)
        self.kind, self.is_formula, self.has_value = attributes.get("t", ""), False, False

    def _merge(self, reference: str) -> None:
        ends = [_place(end) for end in reference.split(":")]
        if len(ends) != 2 or len(self.merged) > 10_000:
            raise _broken()
        (top, left), (bottom, right) = ends
        self.merged.append((top, left - 1, bottom, right - 1))

    def faults_of(self, line: int) -> dict[int, str]:
        """Return what is wrong in the cells of a row."""
        found: dict[int, str] = {}
        for top, left, bottom, right in self.merged:
            if top <= line <= bottom:
                columns = range(left, min(right, self.limits.columns) + 1)
                found |= dict.fromkeys(columns, _("ô bị gộp, hãy bỏ gộp ô"))
        errors, formulas = (
            [column for at, column in cells if at == line] for cells in (self.errors, self.formulas)
        )
        found |= dict.fromkeys(errors, _("ô báo lỗi của Excel"))
        return found | dict.fromkeys(formulas, _("công thức chưa có giá trị, hãy dán giá trị vào"))


def _walk(archive: zipfile.ZipFile, name: str, limits: Limits) -> _Walk:
    walk = _Walk(limits)
    _parse(archive.read(name), walk.start, walk=walk)
    return walk


def _parse(
    content: bytes, start: Callable[[str, dict[str, str]], None], *, walk: _Walk | None = None
) -> None:
    """Walk through XML, names without their namespace."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(
        _local(name), {_local(key): value for key, value in attributes.items()}
    )
    if walk is not None:
        parser.CharacterDataHandler = walk.text
        parser.EndElementHandler = lambda name: walk.end(_local(name))
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError) as error:
        raise _broken() from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _place(reference: str) -> tuple[int, int]:
    """Return row and column of a reference, from 1: 'B7' -> (7, 2)."""
    found = _CELL.fullmatch(reference.replace("$", ""))
    if not found or not int(found[2]):
        raise _broken()
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _calamine(content: bytes) -> list[list[Any]]:
    """Return the cells of the first sheet; whatever the reader stumbles over is a broken file.

    Its panics are no Exception, so they are caught by their name.
    """
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        grid: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        return grid
    except Exception as error:
        raise _broken() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _broken() from error


def _broken() -> ValidationError:
    return ValidationError(
        _("Tệp Excel bị hỏng hoặc chưa tải đủ. Hãy mở bằng Excel, lưu lại rồi nạp lại."),
        code="broken_file",
    )


def _too_much() -> ValidationError:
    return ValidationError(
        _("Tệp Excel chứa quá nhiều dữ liệu so với một bảng thông thường, không đọc được."),
        code="too_much",
    )


def _too_many_rows(limits: Limits) -> ValidationError:
    return ValidationError(
        _("Bảng có quá %(limit)d dòng. Hãy xoá dòng thừa hoặc chia nhỏ tệp."),
        code="too_many_rows",
        params={"limit": limits.rows},
    )


def _too_many_columns(limits: Limits) -> ValidationError:
    return ValidationError(
        _("Bảng có quá %(limit)d cột. Hãy xoá cột thừa rồi nạp lại."),
        code="too_many_columns",
        params={"limit": limits.columns},
    )
