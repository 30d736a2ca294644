"""Health checks."""

from django.urls import path

from povertyportal.ui.errors import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
