"""Addresses of what was reported beside what is computed."""

from django.urls import path

from povertyportal.reporting.views import official, reported, stated

urlpatterns = [
    path("reported/", reported.reported_figures, name="reported_figures"),
    path("reported/reports/", official.official_report_list, name="official_report_list"),
    path("reported/reports/new/", official.official_report_create, name="official_report_create"),
    path(
        "reported/reports/<key:pk>/", official.official_report_detail, name="official_report_detail"
    ),
    path(
        "reported/reports/<key:pk>/edit/",
        official.official_report_edit,
        name="official_report_edit",
    ),
    path(
        "reported/reports/<key:pk>/remove/",
        official.official_report_remove,
        name="official_report_remove",
    ),
    path(
        "reported/reports/<key:pk>/scan/",
        official.official_report_scan,
        name="official_report_scan",
    ),
    path(
        "reported/reports/<key:pk>/figures/new/",
        stated.reported_figure_create,
        name="reported_figure_create",
    ),
    path(
        "reported/figures/<key:pk>/edit/", stated.reported_figure_edit, name="reported_figure_edit"
    ),
    path(
        "reported/figures/<key:pk>/remove/",
        stated.reported_figure_remove,
        name="reported_figure_remove",
    ),
    path(
        "reported/figures/<key:pk>/explain/",
        stated.reported_figure_explain,
        name="reported_figure_explain",
    ),
]
