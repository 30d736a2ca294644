"""Addresses of the programme's records: a list, a page, and the forms of each."""

from programs.urls import (
    activities,
    awards,
    capital,
    credit,
    files,
    housing,
    statistics,
    support,
    work,
)

urlpatterns = [
    *activities.urlpatterns,
    *awards.urlpatterns,
    *capital.urlpatterns,
    *credit.urlpatterns,
    *files.urlpatterns,
    *housing.urlpatterns,
    *statistics.urlpatterns,
    *support.urlpatterns,
    *work.urlpatterns,
]
