"""Addresses of the dashboard, the figures and the plans."""

from django.urls import path

from povertyportal.reporting import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("figures/<slug:key>/", views.figure_detail, name="figure_detail"),
    path("reported/", views.reported_figures, name="reported_figures"),
    path("targets/", views.target_list, name="target_list"),
]
