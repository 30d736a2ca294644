"""The entry point of a web server: it never falls back on the keys of the demo."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyportal.settings")
application = get_wsgi_application()
