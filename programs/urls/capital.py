"""Addresses of the budget chain."""

from django.urls import path

from programs.views import (
    alerts,
    capital,
    idle,
    match,
    proposals,
    reallocation,
    recipients,
    structure,
    years,
)

urlpatterns = [
    path("programmes/", structure.component_list, name="component_list"),
    path("programmes/<key:pk>/", structure.component_detail, name="component_detail"),
    path("capital/", capital.allocation_list, name="allocation_list"),
    path("capital/new/", capital.allocation_create, name="allocation_create"),
    path("capital/<key:pk>/", capital.allocation_detail, name="allocation_detail"),
    path("capital/<key:pk>/remove/", capital.allocation_remove, name="allocation_remove"),
    path("capital/wards/", recipients.capital_recipients, name="capital_recipients"),
    path("capital/wards/<key:pk>/", recipients.capital_ward, name="capital_ward"),
    path("capital/units/<key:pk>/", recipients.capital_unit, name="capital_unit"),
    path("capital/shares/", recipients.allocation_share_list, name="allocation_share_list"),
    path(
        "capital/<key:pk>/entries/new/",
        capital.allocation_entry_create,
        name="allocation_entry_create",
    ),
    path("capital/<key:pk>/transfer/", capital.allocation_transfer, name="allocation_transfer"),
    path(
        "capital/<key:pk>/carry-over/", capital.allocation_carry_over, name="allocation_carry_over"
    ),
    path("capital/proposals/", proposals.proposal_list, name="proposal_list"),
    path("capital/proposals/<key:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path(
        "capital/proposals/<key:pk>/approve/", proposals.proposal_approve, name="proposal_approve"
    ),
    path("capital/proposals/<key:pk>/refuse/", proposals.proposal_refuse, name="proposal_refuse"),
    path(
        "capital/proposals/<key:pk>/withdraw/",
        proposals.proposal_withdraw,
        name="proposal_withdraw",
    ),
    path("capital/years/", years.budget_year_list, name="budget_year_list"),
    path("capital/years/<key:pk>/", years.budget_year_detail, name="budget_year_detail"),
    path("capital/years/<key:pk>/settle/", years.budget_year_settle, name="budget_year_settle"),
    path("capital/years/<key:pk>/reopen/", years.budget_year_reopen, name="budget_year_reopen"),
    path("capital/<key:pk>/idle/new/", idle.idle_reason_create, name="idle_reason_create"),
    path(
        "capital/entries/<key:pk>/correct/",
        capital.allocation_entry_correct,
        name="allocation_entry_correct",
    ),
    path("capital/entries/", capital.allocation_entry_list, name="allocation_entry_list"),
    path(
        "capital/entries/<key:pk>/", capital.allocation_entry_detail, name="allocation_entry_detail"
    ),
    path("capital/alerts/", alerts.alert_list, name="alert_list"),
    path("capital/leaves/<key:pk>/match/", match.leaf_match, name="leaf_match"),
    path("capital/leaves/<key:pk>/unserved/", match.leaf_unserved, name="leaf_unserved"),
    path(
        "capital/years/<key:pk>/reallocation/",
        reallocation.year_reallocation,
        name="year_reallocation",
    ),
    path(
        "capital/<key:pk>/reallocation/",
        reallocation.allocation_reallocation,
        name="allocation_reallocation",
    ),
    path("capital/idle/", idle.idle_reason_list, name="idle_reason_list"),
    path("capital/idle/<key:pk>/", idle.idle_reason_detail, name="idle_reason_detail"),
    path("capital/idle/<key:pk>/edit/", idle.idle_reason_edit, name="idle_reason_edit"),
    path("capital/idle/<key:pk>/close/", idle.idle_reason_close, name="idle_reason_close"),
]
