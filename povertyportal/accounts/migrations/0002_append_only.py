"""Refuse to change or delete events."""

from django.db import migrations

from povertyportal.accounts.append_only import append_only


class Migration(migrations.Migration):
    """Triggers on both databases."""

    dependencies = [("accounts", "0001_initial")]

    operations = [append_only("accounts_auditevent")]
