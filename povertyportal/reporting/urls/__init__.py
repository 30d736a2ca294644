"""Addresses of the machinery of figures, a module for each part."""

from povertyportal.reporting.urls import figures, reported, reports, targets, views

urlpatterns = [
    *figures.urlpatterns,
    *reported.urlpatterns,
    *reports.urlpatterns,
    *targets.urlpatterns,
    *views.urlpatterns,
]
