"""Addresses of communication and supervision."""

from django.urls import path

from programs.views import activities, supervision

urlpatterns = [
    path("communications/", activities.communication_list, name="communication_list"),
    path("communications/new/", activities.communication_create, name="communication_create"),
    path("communications/<key:pk>/", activities.communication_detail, name="communication_detail"),
    path("communications/<key:pk>/edit/", activities.communication_edit, name="communication_edit"),
    path(
        "communications/<key:pk>/remove/",
        activities.communication_remove,
        name="communication_remove",
    ),
    path("supervision/", supervision.supervision_visit_list, name="supervision_visit_list"),
    path("supervision/new/", supervision.supervision_visit_create, name="supervision_visit_create"),
    path(
        "supervision/<key:pk>/",
        supervision.supervision_visit_detail,
        name="supervision_visit_detail",
    ),
    path(
        "supervision/<key:pk>/edit/",
        supervision.supervision_visit_edit,
        name="supervision_visit_edit",
    ),
    path(
        "supervision/<key:pk>/remove/",
        supervision.supervision_visit_remove,
        name="supervision_visit_remove",
    ),
    path(
        "supervision/<key:pk>/findings/new/",
        supervision.supervision_finding_create,
        name="supervision_finding_create",
    ),
    path(
        "supervision/findings/",
        supervision.supervision_finding_list,
        name="supervision_finding_list",
    ),
    path(
        "supervision/findings/<key:pk>/",
        supervision.supervision_finding_detail,
        name="supervision_finding_detail",
    ),
    path(
        "supervision/findings/<key:pk>/edit/",
        supervision.supervision_finding_edit,
        name="supervision_finding_edit",
    ),
    path(
        "supervision/findings/<key:pk>/remove/",
        supervision.supervision_finding_remove,
        name="supervision_finding_remove",
    ),
    path(
        "supervision/findings/<key:pk>/mend/",
        supervision.supervision_finding_mend,
        name="supervision_finding_mend",
    ),
]
