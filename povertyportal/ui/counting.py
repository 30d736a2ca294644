"""Count the rows of many queries by one question to the database."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_NOTHING = "SELECT 1 WHERE 1 = 0"


def count_together(queries: Sequence[QuerySet[Any]]) -> list[int]:
    """Return how many rows each query holds, in their order."""
    if not queries:
        return []
    parts: list[str] = []
    values: list[Any] = []
    for rows in queries:
        try:
            sql, params = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            sql, params = _NOTHING, ()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 - made by Django
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        found: tuple[int, ...] = cursor.fetchone()
    return list(found)
