"""Addresses of the dashboard and the figures."""

from django.urls import path

from povertyportal.reporting.views import dashboard, figures

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("figures/<slug:key>/", figures.figure_detail, name="figure_detail"),
]
