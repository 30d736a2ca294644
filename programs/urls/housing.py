"""Addresses of houses and the Fund."""

from django.urls import path

from programs.views import fund, fund_accounts, housing

urlpatterns = [
    path("housing/", housing.housing_case_list, name="housing_case_list"),
    path("housing/new/", housing.housing_case_create, name="housing_case_create"),
    path("housing/<key:pk>/", housing.housing_case_detail, name="housing_case_detail"),
    path("housing/<key:pk>/edit/", housing.housing_case_edit, name="housing_case_edit"),
    path("housing/<key:pk>/remove/", housing.housing_case_remove, name="housing_case_remove"),
    path("housing/<key:pk>/finish/", housing.housing_case_finish, name="housing_case_finish"),
    path(
        "housing/<key:pk>/contributions/new/",
        housing.housing_contribution_create,
        name="housing_contribution_create",
    ),
    path(
        "housing/contributions/",
        housing.housing_contribution_list,
        name="housing_contribution_list",
    ),
    path(
        "housing/contributions/<key:pk>/",
        housing.housing_contribution_detail,
        name="housing_contribution_detail",
    ),
    path(
        "housing/contributions/<key:pk>/edit/",
        housing.housing_contribution_edit,
        name="housing_contribution_edit",
    ),
    path(
        "housing/contributions/<key:pk>/remove/",
        housing.housing_contribution_remove,
        name="housing_contribution_remove",
    ),
    path("fund/", fund.fund_transaction_list, name="fund_transaction_list"),
    path("fund/income/new/", fund.fund_income_create, name="fund_income_create"),
    path("fund/spending/new/", fund.fund_spending_create, name="fund_spending_create"),
    path("fund/transfer/new/", fund.fund_transfer_create, name="fund_transfer_create"),
    path("fund/accounts/", fund_accounts.fund_account_list, name="fund_account_list"),
    path("fund/accounts/<key:pk>/", fund_accounts.fund_account_detail, name="fund_account_detail"),
    path("fund/<key:pk>/", fund.fund_transaction_detail, name="fund_transaction_detail"),
    path("fund/<key:pk>/correct/", fund.fund_transaction_correct, name="fund_transaction_correct"),
    path("fund/<key:pk>/receipt/", fund.fund_receipt, name="fund_receipt"),
]
