#!/usr/bin/env python
"""Run the portal's commands. A machine without any production setting plays the demo city."""

import os
import sys

from django.core.management import execute_from_command_line

PRODUCTION = ("PORTAL_SECRET_KEY", "PORTAL_ID_KEYS", "PORTAL_ALLOWED_HOSTS")

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyportal.settings")
    if not any(name in os.environ for name in PRODUCTION):
        os.environ.setdefault("PORTAL_DEMO", "1")
    execute_from_command_line(sys.argv)
