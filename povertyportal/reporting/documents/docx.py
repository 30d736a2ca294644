"""Draw papers as DOCX with python-docx.

The body is written as XML: python-docx looks up a table's grid for each cell, which takes minutes
for a decision with hundreds of rows. Every text goes through `escape`.
"""

import re
from collections.abc import Container, Iterator, Sequence
from io import BytesIO
from itertools import zip_longest
from xml.sax.saxutils import escape

import docx
from docx.document import Document as Package
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt

from povertyportal.reporting.documents.content import (
    MOTTO,
    NATION,
    RECIPIENTS,
    Align,
    Block,
    Cell,
    Document,
    Field,
    Fields,
    Numbered,
    PageBreak,
    Paragraph,
    Signature,
    Signatures,
    Table,
    Ticks,
    cleaned,
    places_of,
    plain,
)

FONT = "Times New Roman"
TWIPS = 1440 / 25.4
"""Twips in a millimetre."""
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 17
"""Margins in millimetres, within those of Decree 30/2020/NĐ-CP, annex I."""
JUSTIFIED = {Align.JUSTIFY: "both", Align.CENTRE: "center"}
BOX = '<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:cs="MS Gothic"/>'
"""The font from which Word itself takes boxes to tick."""
TAB = "<w:r><w:tab/></w:r>"
LETTER = 125
"""Twips that a letter takes on average at 13 points."""
NUMBER = re.compile(r"\(\d+\)")


def docx_of(documents: Sequence[Document], *, title: str) -> bytes:
    """Return the papers as one file, each as a section of its own with its own page numbers."""
    papers = cleaned(tuple(documents))
    package = docx.Document()
    _prepare(package, title=title)
    for place, paper in enumerate(papers):
        section = package.sections[0] if place == 0 else _next_section(package)
        _shape(section, paper, is_first=place == 0)
        for element in _elements(_body(paper, _width(paper))):
            package.element.body._insert_tbl(element)
    target = BytesIO()
    package.save(target)
    return target.getvalue()


def _next_section(package: Package) -> Section:
    """Begin a section; the line that carries the break must not fill a page of its own."""
    section = package.add_section()
    ending = package.element.body.findall(qn("w:p"))[-1]
    spacing = '<w:spacing {} w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    ending.get_or_add_pPr().insert(0, parse_xml(spacing.format(nsdecls("w"))))
    return section


def _prepare(package: Package, *, title: str) -> None:
    """Set what the whole file has: font, language, title, and no name of a person or machine."""
    normal = package.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    properties = normal.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for name in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(name), FONT)
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="vi-VN" w:eastAsia="vi-VN"/>'))
    normal.paragraph_format.space_after = Pt(0)
    core = package.core_properties
    core.title, core.author = plain(title)[:200], ""
    core.comments = core.last_modified_by = ""
    core.language = "vi-VN"


def _shape(section: Section, paper: Document, *, is_first: bool) -> None:
    """Set page, margins, frame, and the page number at the top in the middle from page 2."""
    long, short = Mm(297), Mm(210)
    section.page_width, section.page_height = (long, short) if paper.is_landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if paper.is_landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    inner = section._sectPr
    for name in ("w:pgNumType", "w:pgBorders"):
        for old in inner.findall(qn(name)):
            inner.remove(old)
    number = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
    inner.find(qn("w:pgMar")).addnext(number)
    if paper.is_framed:
        sides = "".join(
            f'<w:{side} w:val="double" w:sz="6" w:space="20" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right")
        )
        frame = f'<w:pgBorders {nsdecls("w")} w:offsetFrom="page">{sides}</w:pgBorders>'
        inner.find(qn("w:pgMar")).addnext(parse_xml(frame))
    if is_first:
        line = section.header.paragraphs[0]._p
        for child in list(line):
            line.remove(child)
        field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
        for element in _elements(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{field}</w:p>'):
            line.getparent().replace(line, element)


def _width(paper: Document) -> int:
    """Return the width of the text in twips."""
    return round(((297 if paper.is_landscape else 210) - LEFT - RIGHT) * TWIPS)


def _elements(xml: str) -> list[object]:
    return list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>"))


def _body(paper: Document, width: int) -> str:
    parts = []
    if paper.form_code:
        parts.append(_line(paper.form_code, align="right", is_bold=True, size=12))
    if paper.has_heading:
        parts.append(_heading(paper, width))
    large = 24 if paper.is_framed else 14
    parts.append(
        _line(paper.title, align="center", is_bold=True, size=large, before=14 + large // 4)
    )
    for line in paper.subtitle:
        parts.append(_line(line, align="center", is_bold=True))
    parts.append(_gap(4))
    breaks = False
    for block in paper.blocks:
        if isinstance(block, PageBreak):
            breaks = True
            continue
        if breaks and not isinstance(block, Paragraph):
            parts.append("<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p>")
            breaks = False
        parts.append(_block(block, width, breaks=breaks))
        breaks = False
    return "".join(parts)


def _block(block: Block, width: int, *, breaks: bool) -> str:
    match block:
        case Paragraph():
            return _paragraph(block, breaks=breaks)
        case Numbered():
            return "".join(_paragraph(Paragraph(text=line)) for line in block.lines)
        case Fields():
            return _fields(block, width)
        case Ticks():
            return _ticks(block, width)
        case Table():
            return _table(block, width)
        case Signatures():
            return _signatures(block, width)
    return ""


def _text(text: str) -> str:
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")]
    return "<w:br/>".join(lines)


def _run(text: str, *, is_bold: bool = False, is_italic: bool = False, size: float = 0) -> str:
    if not text:
        return ""
    marks = ("<w:b/>" if is_bold else "") + ("<w:i/>" if is_italic else "")
    marks += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    return f"<w:r><w:rPr>{marks}</w:rPr>{_text(text)}</w:r>"


def _line(
    text: str,
    *,
    align: str = "left",
    is_bold: bool = False,
    is_italic: bool = False,
    size: float = 0,
    before: float = 0,
) -> str:
    """Return a paragraph of one text; sizes and space before it in points."""
    shape = f'<w:spacing w:before="{round(before * 20)}" w:after="0"/><w:jc w:val="{align}"/>'
    run = _run(text, is_bold=is_bold, is_italic=is_italic, size=size)
    return f"<w:p><w:pPr>{shape}</w:pPr>{run}</w:p>"


def _gap(points: int, *, keeps_next: bool = False) -> str:
    """Return an empty line of that height; Word joins two tables that have none between them."""
    height = "<w:keepNext/>" if keeps_next else ""
    height += f'<w:spacing w:before="0" w:after="0" w:line="{points * 20}" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{height}</w:pPr></w:p>"


def _rule(indent: int) -> str:
    """Return a thin line that leaves so many twips free at both sides."""
    return (
        '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
        '</w:pBdr><w:spacing w:before="0" w:after="80" w:line="60" w:lineRule="exact"/>'
        f'<w:ind w:left="{indent}" w:right="{indent}"/></w:pPr></w:p>'
    )


def _paragraph(block: Paragraph, *, breaks: bool = False) -> str:
    shape = "<w:keepNext/>" if block.keeps_next else ""
    shape += "<w:pageBreakBefore/>" if breaks else ""
    shape += f'<w:spacing w:before="{200 if block.space_before else 80}" w:after="0"/>'
    shape += f'<w:ind w:firstLine="{round(10 * TWIPS)}"/>' if block.indent else ""
    shape += f'<w:jc w:val="{JUSTIFIED.get(block.align, block.align)}"/>'
    lead = _run(block.lead, is_bold=True)
    lead += _run(" ") if lead and block.text else ""
    text = _run(block.text, is_bold=block.is_bold, is_italic=block.is_italic)
    return f"<w:p><w:pPr>{shape}</w:pPr>{lead}{text}</w:p>"


def _open_table(widths: Sequence[int], *, border: str, margin: int = 60) -> str:
    sides = "".join(
        f'<w:{side} w:val="{border}" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"<w:tblBorders>{sides}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/>'
        f'<w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _plain_table(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return one row of cells without lines that stays on one page."""
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>"
    return f"{_open_table(widths, border='nil', margin=0)}{row}</w:tbl>"


def _heading(paper: Document, width: int) -> str:
    place = _line(paper.place_and_date, align="center", is_italic=True)
    nation = _line(NATION, align="center", is_bold=True, size=12.5)
    nation += _line(MOTTO, align="center", is_bold=True, size=13.5)
    if not paper.agency:
        place = place if paper.place_and_date else ""
        return nation + _rule(round(width * 0.32)) + place
    left = round(width * 0.4)
    *above, own = paper.agency
    agency = "".join(_line(line, align="center") for line in above)
    agency += _line(own, align="center", is_bold=True) + _rule(round(left * 0.34))
    agency += _line(paper.number, align="center")
    nation += _rule(round((width - left) * 0.22)) + place
    return _plain_table([agency, nation], [left, width - left]) + _gap(2)


def _fields(block: Fields, width: int) -> str:
    """Return the fields on one line by tab stops; one below the other where one is too long."""
    widths = [round(width * share / 100) for share in block.widths]
    pairs = list(zip(block.fields, widths, strict=True))
    if any(len(field.label + field.value) * LETTER > inner for field, inner in pairs):
        pairs = []
    if len(pairs) < 2:
        return "".join(_field(field, width) for field in block.fields)
    stops, runs, end = "", "", 0
    for field, inner in pairs:
        end += inner
        runs += _run(field.label) + _run(" ") + _run(field.value)
        if not field.value:
            stops += f'<w:tab w:val="left" w:leader="dot" w:pos="{end - 120}"/>'
            runs += TAB
        if end < width - len(pairs):
            stops += f'<w:tab w:val="left" w:pos="{end}"/>'
            runs += TAB
    shape = f'<w:tabs>{stops}</w:tabs><w:spacing w:before="60" w:after="0"/>'
    return f"<w:p><w:pPr>{shape}</w:pPr>{runs}</w:p>"


def _field(field: Field, width: int) -> str:
    stop = f'<w:tabs><w:tab w:val="left" w:leader="dot" w:pos="{width - 120}"/></w:tabs>'
    shape = f'<w:pPr>{stop}<w:spacing w:before="60" w:after="0"/></w:pPr>'
    if field.value:
        return f"<w:p>{shape}{_run(field.label)}{_run(' ')}{_run(field.value)}</w:p>"
    first = f"<w:p>{shape}{_run(field.label)}{_run(' ')}{TAB}</w:p>"
    return first + f"<w:p>{shape}{TAB}</w:p>" * (field.lines - 1)


def _tick(is_on: bool) -> str:
    return f"<w:r><w:rPr>{BOX}</w:rPr>{_text('☒' if is_on else '☐')}</w:r>"


def _ticks(block: Ticks, width: int) -> str:
    found = _line(block.label, before=4) if block.label else ""
    inner = width // block.columns
    shape = (
        '<w:pPr><w:spacing w:before="30" w:after="0"/><w:ind w:left="340" w:hanging="340"/></w:pPr>'
    )
    for row in block.rows:
        cells = [
            f"<w:p>{shape}{_tick(option.is_on)}{_run(' ')}{_run(option.text, size=12.5)}</w:p>"
            if option
            else "<w:p/>"
            for option, _place in zip_longest(row, range(block.columns))
        ]
        found += _plain_table(cells, [inner] * block.columns) + _gap(1)
    return found


def _table(block: Table, width: int) -> str:
    widths = [round(width * column.width / 100) for column in block.columns]
    aligns = [str(column.align) for column in block.columns]
    size = 10.5 if block.is_small else 12
    rows = [*_rows(block.head_cells, widths, ["center"] * len(widths), size=size, is_head=True)]
    rows += _rows(
        block.body_cells,
        widths,
        aligns,
        size=size,
        is_head=False,
        is_tall=block.is_tall,
        kept=block.kept,
    )
    drawn = f"{_open_table(widths, border='single')}{''.join(rows)}</w:tbl>"
    return f"{_gap(6, keeps_next=True)}{drawn}{_gap(2)}"


def _rows(
    rows: tuple[tuple[Cell, ...], ...],
    widths: list[int],
    aligns: list[str],
    *,
    size: float,
    is_head: bool,
    is_tall: bool = False,
    kept: Container[int] = (),
) -> Iterator[str]:
    """Yield the rows, with a continued cell under each that reaches over rows.

    The head and the rows whose places are `kept` stand on the page of what follows.
    """
    shape = "<w:cantSplit/>"
    shape += '<w:trHeight w:val="400" w:hRule="atLeast"/>' if is_tall else ""
    shape += "<w:tblHeader/>" if is_head else ""
    above: dict[int, tuple[int, int]] = {}
    for number, (row, places) in enumerate(zip(rows, places_of(rows), strict=True)):
        keeps = is_head or number in kept
        found = {
            place: _cell(Cell(span=span), widths, "left", place, size=size, is_head=False, merge="")
            for place, (left, span) in above.items()
            if left
        }
        above = {place: (left - 1, span) for place, (left, span) in above.items() if left > 1}
        for cell, place in zip(row, places, strict=True):
            align = str(cell.align or aligns[place])
            merge = "restart" if cell.rows > 1 else None
            found[place] = _cell(
                cell, widths, align, place, size=size, is_head=is_head, merge=merge, keeps=keeps
            )
            if cell.rows > 1:
                above[place] = (cell.rows - 1, cell.span)
        inner = "".join(found[place] for place in sorted(found))
        yield f"<w:tr><w:trPr>{shape}</w:trPr>{inner}</w:tr>"


def _cell(
    cell: Cell,
    widths: list[int],
    align: str,
    place: int,
    *,
    size: float,
    is_head: bool,
    merge: str | None,
    keeps: bool = False,
) -> str:
    inner = f'<w:tcW w:w="{sum(widths[place : place + cell.span])}" w:type="dxa"/>'
    inner += f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    if merge is not None:
        inner += f'<w:vMerge w:val="{merge}"/>' if merge else "<w:vMerge/>"
    jc = JUSTIFIED.get(Align(align), align) if align in list(Align) else align
    keep = "<w:keepNext/>" if keeps else ""
    shape = f'{keep}<w:spacing w:before="30" w:after="30"/><w:jc w:val="{jc}"/>'
    tick = "" if cell.tick is None else _tick(cell.tick)
    is_number = is_head and NUMBER.fullmatch(cell.text) is not None
    is_bold = cell.is_bold or (is_head and not is_number)
    run = tick + _run(cell.text, is_bold=is_bold, is_italic=is_number, size=size)
    return (
        f'<w:tc><w:tcPr>{inner}<w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p><w:pPr>{shape}</w:pPr>{run}</w:p></w:tc>"
    )


def _signatures(block: Signatures, width: int) -> str:
    cells = []
    if block.recipients:
        cell = f"<w:p>{_run(RECIPIENTS, is_bold=True, is_italic=True, size=12)}</w:p>"
        cells.append(cell + "".join(_line(line, size=11) for line in block.recipients))
    elif len(block.columns) == 1:
        cells.append("<w:p/>")
    cells += [_signature(column) for column in block.columns]
    return _gap(10, keeps_next=True) + _plain_table(
        cells, [width * share // 100 for share in block.widths]
    )


def _signature(column: Signature) -> str:
    found = _line(column.above, align="center", is_italic=True) if column.above else ""
    found += _line(column.title, align="center", is_bold=True)
    found += _line(column.note, align="center", is_italic=True, size=12) if column.note else ""
    return found + _line(column.name, align="center", is_bold=True, before=52)
