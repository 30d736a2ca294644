"""Refuse to change or delete entries of allocations and of the Fund, on both databases."""

from django.db import migrations

from povertyportal.accounts.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        append_only("programs_allocationentry"),
        append_only("programs_fundtransaction"),
    ]
