"""Load an official report from a data file: `manage.py load_report file.toml`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from povertyportal.reporting.loading import load_report


class Command(BaseCommand):
    """Add a report's figures and plans that are not there yet."""

    help = "Load the figures of an official report and its plans from a TOML file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Load and say what the report is."""
        report = load_report(path)
        self.stdout.write(f"{report.code}: {report.figures.count()} figures")
