"""Print every figure: `manage.py figures [--area CODE] [--from DAY --to DAY] [--as-of DAY]`."""

import csv
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from povertyportal.accounts import past
from povertyportal.areas.models import Area
from povertyportal.reporting.figures import Figure, all_figures
from povertyportal.reporting.formats import AGREED, as_data
from povertyportal.reporting.models import OfficialReport
from povertyportal.reporting.questions import ask, report_for
from povertyportal.reporting.registry import standards
from povertyportal.reporting.scope import Scope
from povertyportal.ui.parsing import day_argument


class Command(BaseCommand):
    """The same values as the dashboard, for a terminal, a script or a spreadsheet."""

    help = "Print the figures computed from the records, beside plan and report."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the scope; without a period each figure takes the window its report means."""
        parser.add_argument("--area", help="code of a city or ward (default: the report's area)")
        parser.add_argument("--from", dest="start", type=day_argument, help="first day; needs --to")
        parser.add_argument("--to", dest="end", type=day_argument, help="last day; needs --from")
        parser.add_argument("--as-of", dest="as_of", type=day_argument, help="last day that counts")
        parser.add_argument("--standard", help="poverty standard, for example STD2022")
        parser.add_argument("--format", choices=["table", "json", "csv"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute and print."""
        scope = self._scope(options)
        with past.as_of(scope.as_of):
            figures = all_figures(scope)
            rows = [as_data(found, names=AGREED) for found in figures]
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        elif options["format"] == "csv":
            writer = csv.DictWriter(self.stdout, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        else:
            self.stdout.write(f"{scope.area.name}, {scope.as_of:%d/%m/%Y}, {scope.standard}")
            for found in figures:
                self.stdout.write(_line(found))

    def _scope(self, options: dict[str, Any]) -> Scope:
        start, end = options["start"], options["end"]
        if (start is None) != (end is None):
            raise CommandError("--from and --to go together")
        if start and start > end:
            raise CommandError("--from must not be after --to")
        known = [key for key, _name in standards().choices]
        if options["standard"] and options["standard"] not in known:
            raise CommandError(f"no such standard; choose one of {', '.join(known)}")
        area = self._area(options["area"])
        return ask(
            area,
            today=timezone.localdate(),
            report=report_for(area),
            start=start,
            end=end,
            as_of=options["as_of"],
            standard=options["standard"] or "",
        )

    def _area(self, code: str | None) -> Area:
        """Return the area of the code, as it was when the latest report was made."""
        report = OfficialReport.objects.select_related("area").first()
        if code is None:
            if report is None:
                raise CommandError("no official report is loaded: name the --area")
            return report.area
        known = Area.objects.filter(code=code).order_by("valid_from")
        if report:
            known = known.valid_on(report.stated_on)
        area = known.first()
        if area is None:
            raise CommandError(f"no area has the code {code}")
        return area


def _line(found: Figure) -> str:
    value = f"{found.shown} {found.unit_label}" if found.value is not None else found.shown
    parts = [f"{found.key:30}", f"{value:28}"]
    parts.append(
        f"KH {found.plan_shown} ({found.percent_shown or '-'})" if found.plan_shown else ""
    )
    stated = f"{found.reported.as_stated}: " if found.reported else ""
    return f"{parts[0]} {parts[1]} {parts[2]:22} {stated}{found.status.label}"
