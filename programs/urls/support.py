"""Addresses of help to households, and of who is left out."""

from django.urls import path

from programs.views import gaps, support

urlpatterns = [
    path("supports/", support.support_list, name="support_list"),
    path("supports/new/", support.support_create, name="support_create"),
    path("supports/batch/", support.support_batch, name="support_batch"),
    path("supports/gaps/unsupported/", gaps.unsupported_list, name="unsupported_list"),
    path("supports/gaps/repeated/", gaps.repeated_support_list, name="repeated_support_list"),
    path("supports/gaps/still-poor/", gaps.stuck_list, name="stuck_list"),
    path("supports/<key:pk>/", support.support_detail, name="support_detail"),
    path("supports/<key:pk>/edit/", support.support_edit, name="support_edit"),
    path("supports/<key:pk>/remove/", support.support_remove, name="support_remove"),
]
