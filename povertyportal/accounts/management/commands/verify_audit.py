"""Check the chain of events: `manage.py verify_audit`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from povertyportal.accounts.audit import broken_links
from povertyportal.accounts.models import AuditEvent, AuditHead


class Command(BaseCommand):
    """Say whether anybody edited, removed or inserted an event."""

    help = "Check that no event of the record was edited, removed or inserted."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the head of the chain, or fail with every broken link."""
        if wrong := broken_links():
            raise CommandError("\n".join(wrong))
        head = AuditHead.objects.filter(pk=1).first()
        digest = head.digest if head else "-"
        self.stdout.write(f"{AuditEvent.objects.count()} events, chain intact, head {digest}")
