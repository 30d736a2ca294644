"""Addresses of what was reported beside what is computed."""

from django.urls import path

from povertyportal.reporting.views import reported

urlpatterns = [
    path("reported/", reported.reported_figures, name="reported_figures"),
]
