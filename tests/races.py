"""Races: several works at the same moment, each on a connection of its own."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

ROUNDS = int(os.environ.get("RACE_ROUNDS", "5"))
"""Rounds of a race; the whole promise is 500."""
RACE = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("races"),
    pytest.mark.usefixtures("two_connections"),
]
"""The marks of a test, class or module that races."""


def together(*works: Callable[[], object]) -> list[object]:
    """Run the works at the same moment; return what each gave or raised."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=10)
            return work()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
