"""Addresses of the dashboard and the figures."""

from django.urls import path

from povertyportal.reporting import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
]
