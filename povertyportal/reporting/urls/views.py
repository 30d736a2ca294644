"""Addresses of the views that users save."""

from typing import Any

urlpatterns: list[Any] = []
