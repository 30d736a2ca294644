"""Addresses of houses and the Fund."""

from django.urls import path

from programs.views import housing

urlpatterns = [
    path("housing/", housing.housing_case_list, name="housing_case_list"),
    path("housing/<key:pk>/", housing.housing_case_detail, name="housing_case_detail"),
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
    path("fund/", housing.fund_transaction_list, name="fund_transaction_list"),
    path("fund/<key:pk>/", housing.fund_transaction_detail, name="fund_transaction_detail"),
]
