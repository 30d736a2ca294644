"""Addresses of households and reviews."""

from django.urls import path, register_converter

from households import views
from households.converters import HouseholdCodeConverter, StepConverter
from povertyportal.ui.converters import YearConverter

register_converter(HouseholdCodeConverter, "household_code")
register_converter(StepConverter, "review_step")
register_converter(YearConverter, "review_year")

HOUSEHOLD = "households/<household_code:code>/"
REVIEW = f"{HOUSEHOLD}reviews/<review_year:year>/"

urlpatterns = [
    path("households/", views.household_list, name="household_list"),
    path("households/new/", views.household_create, name="household_create"),
    path(HOUSEHOLD, views.household_detail, name="household_detail"),
    path(f"{HOUSEHOLD}edit/", views.household_edit, name="household_edit"),
    path(REVIEW, views.review_edit, name="review_edit"),
    path(f"{REVIEW}<review_step:step>/", views.review_step, name="review_step"),
    path("persons/<key:pk>/citizen-id/", views.person_citizen_id, name="person_citizen_id"),
    path("reviews/", views.review_list, name="review_list"),
    path("reviews/rounds/<key:pk>/close/", views.round_close, name="round_close"),
    path("reviews/rounds/<key:pk>/reopen/", views.round_reopen, name="round_reopen"),
    path("reviews/exit-candidates/", views.exit_candidate_list, name="exit_candidate_list"),
    path("reviews/fall-back/", views.fall_back_list, name="fall_back_list"),
    path("exit-plans/", views.exit_plan_list, name="exit_plan_list"),
    path("exit-plans/<key:pk>/", views.exit_plan_detail, name="exit_plan_detail"),
    path("exit-plans/<key:pk>/edit/", views.exit_plan_edit, name="exit_plan_edit"),
    path("exit-plans/<key:pk>/drop/", views.exit_plan_drop, name="exit_plan_drop"),
    path("exit-plans/supports/<key:pk>/done/", views.exit_support_done, name="exit_support_done"),
    path(f"{HOUSEHOLD}exit-plans/new/", views.exit_plan_create, name="exit_plan_create"),
]
