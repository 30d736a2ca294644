#!/usr/bin/env python
"""Run the portal's commands. Without a secret of its own this machine plays the demo city."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyportal.settings")
    if "PORTAL_SECRET_KEY" not in os.environ:
        os.environ.setdefault("PORTAL_DEMO", "1")
    execute_from_command_line(sys.argv)
