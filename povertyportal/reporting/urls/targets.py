"""Addresses of the plans."""

from django.urls import path

from povertyportal.reporting.views import targets

urlpatterns = [
    path("targets/", targets.target_list, name="target_list"),
    path("targets/new/", targets.target_create, name="target_create"),
    path("targets/<key:pk>/", targets.target_detail, name="target_detail"),
    path("targets/<key:pk>/edit/", targets.target_edit, name="target_edit"),
    path("targets/<key:pk>/remove/", targets.target_remove, name="target_remove"),
    path("targets/<key:pk>/split/", targets.target_split, name="target_split"),
]
