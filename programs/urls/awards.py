"""Addresses of rewards and instructions."""

from django.urls import path

from programs.views import awards, directives

urlpatterns = [
    path("awards/", awards.award_list, name="award_list"),
    path("awards/new/", awards.award_create, name="award_create"),
    path("awards/households/new/", awards.award_household_create, name="award_household_create"),
    path("awards/<key:pk>/", awards.award_detail, name="award_detail"),
    path("awards/<key:pk>/edit/", awards.award_edit, name="award_edit"),
    path("awards/<key:pk>/remove/", awards.award_remove, name="award_remove"),
    path("awards/<key:pk>/figures/new/", awards.award_figure_create, name="award_figure_create"),
    path(
        "awards/figures/<key:pk>/remove/",
        awards.award_figure_remove,
        name="award_figure_remove",
    ),
    path("directives/", directives.directive_list, name="directive_list"),
    path("directives/new/", directives.directive_create, name="directive_create"),
    path("directives/notes/", directives.directive_note_list, name="directive_note_list"),
    path(
        "directives/notes/<key:pk>/",
        directives.directive_note_detail,
        name="directive_note_detail",
    ),
    path("directives/<key:pk>/", directives.directive_detail, name="directive_detail"),
    path("directives/<key:pk>/edit/", directives.directive_edit, name="directive_edit"),
    path("directives/<key:pk>/remove/", directives.directive_remove, name="directive_remove"),
    path("directives/<key:pk>/follow/", directives.directive_follow, name="directive_follow"),
    path("directives/<key:pk>/close/", directives.directive_close, name="directive_close"),
    path("directives/<key:pk>/reopen/", directives.directive_reopen, name="directive_reopen"),
]
