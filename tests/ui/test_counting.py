"""Rows of many queries are counted at once, and what several need is read once."""

from django.contrib.auth import get_user_model

from povertyportal.areas.models import Area
from povertyportal.ui.counting import count_together
from povertyportal.ui.once import once, reading_once


def test_all_are_counted_by_one_question(ward, other_ward, officer, django_assert_num_queries):
    wards = Area.objects.wards()
    queries = [
        wards,
        Area.objects.none(),
        wards.filter(name__contains="100%"),
        Area.objects.filter(pk__in=[]),
        Area.objects.filter(children__level="ward").distinct(),
        get_user_model().objects.filter(username="officer").order_by("pk"),
    ]

    with django_assert_num_queries(1):
        found = count_together(queries)

    assert found == [rows.count() for rows in queries] == [2, 0, 0, 0, 1, 1]


def test_nothing_is_asked_about_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert count_together([]) == []


def test_what_several_need_is_read_once_and_only_inside():
    asked = []

    with reading_once():
        assert [once("key", lambda: asked.append(1) or 7) for _ in range(3)] == [7, 7, 7]
    once("key", lambda: asked.append(2))
    once("key", lambda: asked.append(3))

    assert asked == [1, 2, 3]
