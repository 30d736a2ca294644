"""Addresses of help to households."""

from django.urls import path

from programs.views import support

urlpatterns = [
    path("supports/", support.support_list, name="support_list"),
    path("supports/<key:pk>/", support.support_detail, name="support_detail"),
]
