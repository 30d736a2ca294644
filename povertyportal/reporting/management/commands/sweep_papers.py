"""Name, and remove when asked, scans that no record leads to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from povertyportal.reporting.papers import SAFE_AGE, files_without_row


class Command(BaseCommand):
    """A killed process may leave a file whose row was never committed."""

    help = "List scans without a row that are older than a day; --delete removes them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="remove the files")

    def handle(self, *, delete: bool, **options: Any) -> None:
        found = files_without_row(before=timezone.now() - SAFE_AGE)
        for path in found:
            if delete:
                path.unlink()
            self.stdout.write(path.name)
        self.stdout.write(f"{len(found)} tệp không có hồ sơ{' (đã xoá)' if delete else ''}")
