"""All addresses of the portal: the packages by name, never by import."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("povertyportal.ui.urls")),
    path("", include("povertyportal.accounts.urls")),
    path("", include("povertyportal.reporting.urls")),
    path("", include("households.urls")),
    path("", include("programs.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "povertyportal.ui.errors.bad_request"
handler403 = "povertyportal.ui.errors.forbidden"
handler404 = "povertyportal.ui.errors.not_found"
handler500 = "povertyportal.ui.errors.server_error"
