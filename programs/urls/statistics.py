"""Addresses of published statistics."""

from django.urls import path

from programs.views import statistics

urlpatterns = [
    path("statistics/", statistics.statistic_list, name="statistic_list"),
    path("statistics/new/", statistics.statistic_create, name="statistic_create"),
    path("statistics/<key:pk>/", statistics.statistic_detail, name="statistic_detail"),
    path("statistics/<key:pk>/edit/", statistics.statistic_edit, name="statistic_edit"),
    path("statistics/<key:pk>/remove/", statistics.statistic_remove, name="statistic_remove"),
]
