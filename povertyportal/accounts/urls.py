"""Addresses of accounts and of the record."""

from django.urls import path, register_converter

from povertyportal.accounts import views
from povertyportal.accounts.exports import GUARD
from povertyportal.ui.converters import KeyConverter
from povertyportal.ui.listing import guard_exports

register_converter(KeyConverter, "key")
guard_exports(GUARD)

urlpatterns = [
    path("login/", views.login_page, name="login"),
    path("logout/", views.logout_page, name="logout"),
    path("password/", views.password_change, name="password_change"),
    path("language/", views.set_language, name="set_language"),
    path("audit/", views.audit_event_list, name="audit_event_list"),
    path("audit/<key:pk>/", views.audit_event_detail, name="audit_event_detail"),
]
