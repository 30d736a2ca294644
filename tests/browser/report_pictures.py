"""Picture the first pages of a report as Word and as PDF show them, for docs/.

LibreOffice draws the DOCX, poppler the pages; both are needed only to make the pictures again.
"""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

DOCS = Path(__file__).resolve().parents[2] / "docs"
ADDRESS = "/reports/mid_term/"
DOTS_AN_INCH = 80
SHADES = 16
"""Greys of a picture: letters stay smooth, the file stays small."""


def picture_report(page: Page) -> None:
    """Save the pictures of the mid-term report that the signed-in user gets."""
    page.goto(ADDRESS)
    place = page.locator("[name=place]").input_value()
    for kind in ("docx", "pdf"):
        answer = page.request.get(f"{ADDRESS}?place={place}&format={kind}")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"report.{kind}"
            file.write_bytes(answer.body())
            _side_by_side(_pages(file)).save(DOCS / f"mid-term-{kind}.png", optimize=True)


def _pages(file: Path) -> list[Image.Image]:
    """Return the first two pages as pictures."""
    if file.suffix == ".docx":
        convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", file.parent, file]
        subprocess.run(convert, check=True, capture_output=True)
        file = file.with_suffix(".pdf")
    stem = file.with_suffix("")
    draw = ["pdftoppm", "-r", str(DOTS_AN_INCH), "-l", "2", "-gray", "-png", file, stem]
    subprocess.run(draw, check=True)
    return [Image.open(path) for path in sorted(file.parent.glob(f"{stem.name}-*.png"))]


def _side_by_side(pages: list[Image.Image]) -> Image.Image:
    """Return one picture of the pages with a dark line between them."""
    width = sum(page.width for page in pages) + 2 * (len(pages) - 1)
    found = Image.new("L", (width, max(page.height for page in pages)), 96)
    left = 0
    for page in pages:
        found.paste(page, (left, 0))
        left += page.width + 2
    return found.quantize(SHADES)
