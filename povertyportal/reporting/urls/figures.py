"""Addresses of the dashboard, of the figures and of their open formats."""

from django.urls import path

from povertyportal.reporting.views import compare, dashboard, dictionary, figures, formats

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("compare/", compare.compare, name="compare"),
    path("figures.json", formats.figures_json, name="figures_json"),
    path("figures.csv", formats.figures_csv, name="figures_csv"),
    path("figures/", dictionary.figure_dictionary, name="figure_dictionary"),
    path("figures/dictionary.json", formats.dictionary_json, name="figure_dictionary_json"),
    path("figures/<slug:key>.json", formats.figure_json, name="figure_json"),
    path("figures/<slug:key>.csv", formats.figure_csv, name="figure_csv"),
    path("figures/<slug:key>/", figures.figure_detail, name="figure_detail"),
]
