"""Addresses of files beside records."""

from django.urls import path

from programs.views import attachments

urlpatterns = [
    path(
        "records/<slug:entity>/<key:pk>/papers/new/",
        attachments.attachment_create,
        name="attachment_create",
    ),
    path("records/papers/<key:pk>/", attachments.attachment_download, name="attachment_download"),
    path(
        "records/papers/<key:pk>/remove/", attachments.attachment_remove, name="attachment_remove"
    ),
]
