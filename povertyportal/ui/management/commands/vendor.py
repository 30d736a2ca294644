"""Copy the front-end files that others wrote into static/vendor and seal them with a manifest.

The files come from a folder of unpacked packages, as a package manager leaves it, so that
nothing is fetched here and no host is named. Run it again to move to a newer version. The fonts
of papers are whole files from a Debian package, unpacked beside the others with `dpkg-deb -R`.
"""

import hashlib
import json
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

MANIFEST = "manifest.json"
ADDRESS = re.compile(rb" \(https?://[^)\s]*\)")
DEBIAN_FONTS = "fonts-croscore"
DEBIAN_VERSION = re.compile(r"^Version: *(\S+)$", re.MULTILINE)
DEBIAN_LICENCE = re.compile(r"^License: *(\S+)$", re.MULTILINE)
SOURCE_MAP = re.compile(rb"\n?/\*# sourceMappingURL=.*?\*/\s*")
ICONS = (
    "arrow-down-up", "arrow-left", "arrow-right", "arrow-repeat", "award", "bank", "bar-chart",
    "box-arrow-right", "briefcase", "building", "calendar-event", "cash-coin", "check-circle",
    "check-lg", "chevron-down", "chevron-left", "chevron-right", "circle-half", "clipboard-check",
    "clock-history", "download", "exclamation-triangle", "eye", "file-earmark-excel",
    "file-earmark-text", "funnel", "gear", "geo-alt", "hand-thumbs-up", "heart", "house", "inbox",
    "info-circle", "journal-text", "list", "lock", "mortarboard", "pencil", "people", "person",
    "plus-lg", "printer", "search", "shield-check", "table", "telephone", "trash", "upload", "x-lg",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One file of a package and the place it takes under static/vendor."""

    package: str
    file: str
    target: str


def sources() -> Iterator[Source]:
    """Yield every vendored file: style sheet, fonts, icons and their licences."""
    yield Source("bootstrap", "dist/css/bootstrap.min.css", "bootstrap/bootstrap.min.css")
    yield Source("bootstrap", "LICENSE", "bootstrap/LICENSE")
    font = "@fontsource/be-vietnam-pro"
    for subset in ("vietnamese", "latin"):
        for weight in (400, 600):
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            yield Source(font, f"files/{name}", f"be-vietnam-pro/{name}")
    yield Source(font, "LICENSE", "be-vietnam-pro/LICENSE")
    for face in ("Regular", "Bold", "Italic", "BoldItalic"):
        name = f"Tinos-{face}.ttf"
        yield Source(DEBIAN_FONTS, f"usr/share/fonts/truetype/croscore/{name}", f"tinos/{name}")
    yield Source(DEBIAN_FONTS, f"usr/share/doc/{DEBIAN_FONTS}/copyright", "tinos/LICENSE")
    for icon in ICONS:
        yield Source("bootstrap-icons", f"icons/{icon}.svg", f"icons/{icon}.svg")
    yield Source("bootstrap-icons", "LICENSE", "icons/LICENSE")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def problems(folder: Path) -> list[str]:
    """Return what differs between the folder and its manifest, empty when all is sealed."""
    listed = {
        entry["file"]: entry["sha256"]
        for entry in json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    }
    present = {
        path.relative_to(folder).as_posix(): digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }
    return [
        *(f"missing: {name}" for name in sorted(listed.keys() - present.keys())),
        *(f"unlisted: {name}" for name in sorted(present.keys() - listed.keys())),
        *(
            f"changed: {name}"
            for name in sorted(listed.keys() & present.keys())
            if listed[name] != present[name]
        ),
    ]


def about(package: Path) -> tuple[str, str]:
    """Return version and licence of an unpacked package, as it says them itself."""
    control = package / "DEBIAN" / "control"
    if not control.is_file():
        found = json.loads((package / "package.json").read_text("utf-8"))
        return found["version"], found["license"]
    copyright_ = (package / "usr/share/doc" / package.name / "copyright").read_text("utf-8")
    version = DEBIAN_VERSION.search(control.read_text("utf-8"))
    licence = DEBIAN_LICENCE.search(copyright_)
    return version[1] if version else "", licence[1] if licence else ""


def copy(packages: Path, folder: Path) -> list[dict[str, str]]:
    """Copy every source and return the manifest's entries; raise FileNotFoundError when absent."""
    entries = []
    for source in sources():
        version, licence = about(packages / source.package)
        content = (packages / source.package / source.file).read_bytes()
        if source.target.endswith(".css"):
            # Left in, the comment makes the manifest storage look for a file that is not here.
            content = ADDRESS.sub(b"", SOURCE_MAP.sub(b"\n", content))
        target = folder / source.target
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        entries.append(
            {
                "file": source.target,
                "package": source.package,
                "version": version,
                "licence": licence,
                "sha256": digest(target),
            }
        )
    return entries


class Command(BaseCommand):
    """Copy the files of packages into static/vendor, with licences and sums."""

    help = "Check static/vendor against its manifest, or renew it from unpacked packages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="packages", type=Path, help="folder of packages")

    def handle(self, *, packages: Path | None, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "static" / "vendor"
        if packages is not None:
            try:
                entries = copy(packages, folder)
            except FileNotFoundError as error:
                raise CommandError(f"not found: {error.filename}") from error
            (folder / MANIFEST).write_text(
                json.dumps({"files": entries}, indent=1) + "\n", encoding="utf-8"
            )
        wrong = problems(folder)
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write("static/vendor matches its manifest")
