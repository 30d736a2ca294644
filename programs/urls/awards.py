"""Addresses of rewards and instructions."""

from django.urls import path

from programs.views import awards

urlpatterns = [
    path("awards/", awards.award_list, name="award_list"),
    path("awards/<key:pk>/", awards.award_detail, name="award_detail"),
    path("directives/", awards.directive_list, name="directive_list"),
    path("directives/<key:pk>/", awards.directive_detail, name="directive_detail"),
]
