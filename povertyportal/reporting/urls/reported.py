"""Addresses of what was reported beside what is computed."""

from django.urls import path

from povertyportal.reporting.views import figures

urlpatterns = [
    path("reported/", figures.reported_figures, name="reported_figures"),
]
