"""Load areas from a data file: `manage.py load_areas [file]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from povertyportal.areas.loading import DATA, load_areas


class Command(BaseCommand):
    """Add the areas of a file that are not there yet."""

    help = "Load provinces, cities, wards, villages and their successions from a TOML file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file; the city's own by default."""
        parser.add_argument("path", nargs="?", type=Path, default=DATA)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Load and say how many rows were new."""
        loaded = load_areas(path)
        self.stdout.write(f"{loaded.areas} areas, {loaded.successions} successions added")
