"""Check that filed reports still are what was filed: `manage.py verify_filed`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from povertyportal.reporting.freezing import damage_of
from povertyportal.reporting.models import FiledReport


class Command(BaseCommand):
    """Compute the sum of each report again and compare it with the row and with the log."""

    help = "Recompute the sum of every filed report; name those that are damaged and fail."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many are whole, or fail with the damaged ones."""
        damaged, count = [], 0
        for filed in FiledReport.objects.select_related("area").iterator(chunk_size=50):
            count += 1
            if damage := damage_of(filed):
                period = f"{filed.period_from:%d/%m/%Y} – {filed.period_to:%d/%m/%Y}"
                damaged.append(f"{filed.pk}: {filed.title}, {filed.area.name}, {period}: {damage}")
        if damaged:
            raise CommandError("\n".join(damaged))
        self.stdout.write(f"{count} filed reports, each as it was filed")
