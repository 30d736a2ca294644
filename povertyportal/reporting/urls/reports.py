"""Addresses of the reports that are built and filed."""

from typing import Any

urlpatterns: list[Any] = []
