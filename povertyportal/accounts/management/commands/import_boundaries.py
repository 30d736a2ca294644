"""Load borders: `manage.py import_boundaries FILE --code-property NAME --source TEXT`."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.outlines import store_outlines
from povertyportal.areas.outlines import MAX_BYTES, read_outlines, simplified
from povertyportal.ui.parsing import day_argument


def metres(text: str) -> float:
    """Read a length from 0 to 1000 metres."""
    try:
        length = float(text)
    except ValueError:
        length = -1
    if not 0 <= length <= 1000:
        raise ArgumentTypeError("a number of metres from 0 to 1000")
    return length


class Command(BaseCommand):
    """Give areas their outlines on the map: all of a file, or none and what is wrong with it."""

    help = "Load the outlines of areas from GeoJSON (WGS84), so simplified that neighbours fit."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, which property holds the code, the source, and the day of the units."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--code-property", required=True, help="property with the area's code")
        parser.add_argument("--source", required=True, help="where the outlines come from")
        parser.add_argument(
            "--valid-on", type=day_argument, help="day on which the units exist (today)"
        )
        parser.add_argument(
            "--tolerance", type=metres, default=20, help="metres below which bends go (20)"
        )
        parser.add_argument("--dry-run", action="store_true", help="check, save nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, simplify, store; print what was new."""
        file: Path = options["file"]
        try:
            with file.open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        outlines, errors = read_outlines(content, code_property=options["code_property"])
        if errors:
            raise CommandError("\n".join(errors))
        try:
            with transaction.atomic():
                stored = store_outlines(
                    simplified(outlines, tolerance=options["tolerance"]),
                    valid_on=options["valid_on"] or timezone.localdate(),
                    source=options["source"],
                    actor="import_boundaries",
                    now=timezone.now(),
                )
                transaction.set_rollback(options["dry_run"])
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        kept = "(dry run) " if options["dry_run"] else ""
        self.stdout.write(
            f"{kept}{stored.added} outlines added, {stored.changed} changed,"
            f" {stored.unchanged} unchanged"
        )
