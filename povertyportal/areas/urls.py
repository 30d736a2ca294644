"""Addresses of areas. The views need accounts, which stand to the right, and so live there."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
