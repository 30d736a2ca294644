"""Build the demo city, print its accounts and serve it: `manage.py demo`."""

from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from programs.demo import accounts, build
from programs.demo.city import find_city

OWN_RECORDS = (
    "This database holds records that the demo did not make; it is left alone. "
    "Give the demo a database of its own with DATABASE_URL."
)


class Command(BaseCommand):
    """Make the synthetic city if it is not there; running it again changes nothing."""

    help = "Build the demo city with synthetic records, print its accounts and serve it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--no-serve", action="store_true", help="build and stop")
        parser.add_argument("--reset", action="store_true", help="empty the database first")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, no_serve: bool, reset: bool, port: int, **options: Any) -> None:
        """Migrate, build, print, serve."""
        if not settings.DEMO:
            raise CommandError("The demo runs with PORTAL_DEMO=1 only, never on real data.")
        started = monotonic()
        call_command("migrate", interactive=False, verbosity=0)
        try:
            if reset:
                build.empty()
            if build.is_built():
                self.stdout.write("The demo city is there already; nothing changed.")
            else:
                city = build.build()
                seconds = monotonic() - started
                self.stdout.write(f"Built {len(city.homes):,} households in {seconds:.1f} s.")
        except build.NotADemo:
            raise CommandError(OWN_RECORDS) from None
        self._print_accounts()
        if not no_serve:
            self.stdout.write(f"\nOpen http://127.0.0.1:{port}/ - stop with Ctrl-C.")
            self.stdout.flush()
            call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)

    def _print_accounts(self) -> None:
        """Print who can sign in, with which password."""
        self.stdout.write(f"\nPassword of every account: {accounts.PASSWORD}\n")
        for account in build.demo_accounts(find_city()):
            role = str(account.role.label)
            self.stdout.write(f"  {account.username:<22}{role:<28}{account.area.name}")
