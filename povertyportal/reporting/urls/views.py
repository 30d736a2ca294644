"""Addresses of the views that users save, and of the columns they choose."""

from django.urls import path

from povertyportal.reporting.saved import MEMORY
from povertyportal.reporting.views import saved
from povertyportal.ui.memory import remember_lists

remember_lists(MEMORY)

urlpatterns = [
    path("views/", saved.saved_view_list, name="saved_view_list"),
    path("views/new/", saved.saved_view_create, name="saved_view_create"),
    path("views/columns/", saved.list_columns, name="list_columns"),
    path("views/<key:pk>/edit/", saved.saved_view_edit, name="saved_view_edit"),
    path("views/<key:pk>/remove/", saved.saved_view_remove, name="saved_view_remove"),
]
