"""Make the first administrator: `manage.py create_administrator <user name> "<full name>"`."""

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from povertyportal.accounts import actions
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area


class Command(BaseCommand):
    """Let in the person who lets in everybody else."""

    help = "Create an account with the role of administrator on an area."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user name, the full name and the area."""
        parser.add_argument("username")
        parser.add_argument("full_name")
        parser.add_argument("--area", default="058", help="code of the area (default: the city)")

    def handle(self, *args: Any, username: str, full_name: str, area: str, **options: Any) -> None:
        """Ask for a password (or read PORTAL_PASSWORD) and create the account."""
        places = list(Area.objects.filter(code=area).order_by("-valid_from"))
        if not places:
            raise CommandError(f"No area has the code {area}: run load_areas first.")
        password = os.environ.get("PORTAL_PASSWORD") or getpass.getpass("First password: ")
        user = User(username=username, full_name=full_name)
        try:
            validate_password(password, user)
            user.set_password(password)
            user.full_clean()
            actions.create_administrator(user=user, area=places[0], today=timezone.localdate())
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self.stdout.write(f"{username} may sign in and has to choose a new password.")
