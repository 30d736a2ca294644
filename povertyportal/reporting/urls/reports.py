"""Addresses of the reports that are built and filed; a kind's key takes what nothing else does."""

from django.urls import path

from povertyportal.reporting.views import filed, reports

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/filed/", filed.filed_report_list, name="filed_report_list"),
    path("reports/filed/<key:pk>/", filed.filed_report_detail, name="filed_report_detail"),
    path("reports/filed/<key:pk>/paper/", filed.filed_report_paper, name="filed_report_paper"),
    path("reports/filed/<key:pk>/data/", filed.filed_report_data, name="filed_report_data"),
    path("reports/<slug:key>/file/", filed.filed_report_create, name="filed_report_create"),
    path("reports/<slug:key>/", reports.report_detail, name="report_detail"),
]
