"""Load the programme tree of Decision 90/QĐ-TTg, loan products and limits."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from povertyportal.areas.models import Area
from programs import programme_file


class Command(BaseCommand):
    """Create what is missing; running it again changes nothing."""

    help = "Load projects, sub-projects, loan products and limits from a TOML file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=programme_file.DEFAULT_FILE)
        parser.add_argument("--city", default="058", help="code of the city it applies to")

    def handle(self, *, file: Path, city: str, **options: Any) -> None:
        area = Area.objects.filter(level=Area.Level.CITY, code=city).order_by("valid_from").last()
        if area is None:
            raise CommandError(f"No city with code {city}: run load_areas first.")
        created = programme_file.load(file, city=area, actor="load_programme")
        self.stdout.write(f"{created} new rows")
