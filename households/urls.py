"""Addresses of households and reviews."""

from django.urls import path, register_converter

from households import views
from households.converters import (
    BlankPaperConverter,
    EventKindConverter,
    HouseholdCodeConverter,
    ReturnCodeConverter,
    SheetConverter,
    StepConverter,
    TopicConverter,
)
from households.paper_kinds import PaperKindConverter
from povertyportal.ui.converters import YearConverter

register_converter(HouseholdCodeConverter, "household_code")
register_converter(PaperKindConverter, "paper_kind")
register_converter(BlankPaperConverter, "blank_paper")
register_converter(EventKindConverter, "event_kind")
register_converter(ReturnCodeConverter, "return_code")
register_converter(SheetConverter, "sheet")
register_converter(StepConverter, "review_step")
register_converter(TopicConverter, "review_topic")
register_converter(YearConverter, "review_year")

HOUSEHOLD = "households/<household_code:code>/"
REVIEW = f"{HOUSEHOLD}reviews/<review_year:year>/"
WARD = "reviews/rounds/<key:pk>/wards/<key:area>/"

urlpatterns = [
    path("households/", views.household_list, name="household_list"),
    path("households/new/", views.household_create, name="household_create"),
    path(HOUSEHOLD, views.household_detail, name="household_detail"),
    path(f"{HOUSEHOLD}edit/", views.household_edit, name="household_edit"),
    path(f"{HOUSEHOLD}events/", views.event_choose, name="event_choose"),
    path(f"{HOUSEHOLD}events/<event_kind:kind>/", views.event_create, name="event_create"),
    path("life-events/", views.life_event_list, name="life_event_list"),
    path(REVIEW, views.review_edit, name="review_edit"),
    path(f"{REVIEW}draft/", views.review_draft, name="review_draft"),
    path(f"{REVIEW}<review_topic:topic>/", views.review_topic, name="review_topic"),
    path(f"{REVIEW}<review_step:step>/", views.review_step, name="review_step"),
    path("persons/<key:pk>/citizen-id/", views.person_citizen_id, name="person_citizen_id"),
    path("persons/<key:pk>/low-income/", views.person_status_create, name="person_status_create"),
    path("person-statuses/<key:pk>/end/", views.person_status_end, name="person_status_end"),
    path("reviews/", views.review_list, name="review_list"),
    path("reviews/movements/", views.movement_forms, name="movement_forms"),
    path("reviews/movements/<key:pk>/<key:area>/", views.movement_ward, name="movement_ward"),
    path("reviews/duplicates/", views.duplicate_list, name="duplicate_list"),
    path("reviews/duplicates/find/", views.duplicate_find, name="duplicate_find"),
    path("reviews/duplicates/<key:pk>/", views.duplicate_detail, name="duplicate_detail"),
    path("reviews/batch/", views.review_batch, name="review_batch"),
    path("reviews/meetings/", views.meeting_list, name="meeting_list"),
    path("reviews/meetings/new/", views.meeting_create, name="meeting_create"),
    path("reviews/meetings/<key:pk>/", views.meeting_detail, name="meeting_detail"),
    path("reviews/postings/", views.posting_list, name="posting_list"),
    path("reviews/postings/new/", views.posting_create, name="posting_create"),
    path("reviews/postings/<key:pk>/", views.posting_detail, name="posting_detail"),
    path("reviews/complaints/", views.complaint_list, name="complaint_list"),
    path("reviews/complaints/new/", views.complaint_create, name="complaint_create"),
    path("reviews/complaints/<key:pk>/", views.complaint_detail, name="complaint_detail"),
    path("reviews/complaints/<key:pk>/resolve/", views.complaint_resolve, name="complaint_resolve"),
    path("reviews/opinions/", views.opinion_list, name="opinion_list"),
    path("reviews/opinions/new/", views.opinion_create, name="opinion_create"),
    path("reviews/opinions/<key:pk>/", views.opinion_detail, name="opinion_detail"),
    path("reviews/opinions/<key:pk>/answer/", views.opinion_answer, name="opinion_answer"),
    path("reviews/decisions/", views.decision_list, name="decision_list"),
    path("reviews/decisions/new/", views.decision_create, name="decision_create"),
    path("reviews/decisions/<key:pk>/", views.decision_detail, name="decision_detail"),
    path("reviews/decisions/<key:pk>/issue/", views.certificate_issue, name="certificate_issue"),
    path("reviews/certificates/", views.certificate_list, name="certificate_list"),
    path("reviews/scans/<paper_kind:kind>/<key:pk>/", views.paper_download, name="paper_download"),
    path("reviews/scans/<paper_kind:kind>/<key:pk>/new/", views.scan_attach, name="scan_attach"),
    path("reviews/board/", views.round_board, name="round_board"),
    path("reviews/rounds/", views.round_list, name="round_list"),
    path("reviews/rounds/new/", views.round_open, name="round_open"),
    path("reviews/rounds/<key:pk>/", views.round_detail, name="round_detail"),
    path("reviews/rounds/<key:pk>/steps/", views.round_steps, name="round_steps"),
    path("reviews/rounds/<key:pk>/close/", views.round_close, name="round_close"),
    path("reviews/rounds/<key:pk>/reopen/", views.round_reopen, name="round_reopen"),
    path(f"{WARD}close/", views.ward_close, name="ward_close"),
    path(f"{WARD}reopen/", views.ward_reopen, name="ward_reopen"),
    path(f"{WARD}unlock/", views.unlock_create, name="unlock_create"),
    path("reviews/unlocks/", views.unlock_list, name="unlock_list"),
    path("reviews/unlocks/<key:pk>/end/", views.unlock_end, name="unlock_end"),
    path("reviews/candidates/", views.candidate_list, name="candidate_list"),
    path("reviews/candidates/fill/", views.candidate_fill, name="candidate_fill"),
    path("reviews/candidates/request/", views.candidate_request, name="candidate_request"),
    path("reviews/candidates/assign/", views.candidate_assign, name="candidate_assign"),
    path("reviews/candidates/<key:pk>/quick/", views.quick_review, name="quick_review"),
    path(
        "reviews/candidates/<key:pk>/quick/undo/",
        views.quick_review_undo,
        name="quick_review_undo",
    ),
    path("reviews/exit-candidates/", views.exit_candidate_list, name="exit_candidate_list"),
    path("reviews/fall-back/", views.fall_back_list, name="fall_back_list"),
    path("exit-plans/", views.exit_plan_list, name="exit_plan_list"),
    path("exit-plans/<key:pk>/", views.exit_plan_detail, name="exit_plan_detail"),
    path("exit-plans/<key:pk>/edit/", views.exit_plan_edit, name="exit_plan_edit"),
    path("exit-plans/<key:pk>/drop/", views.exit_plan_drop, name="exit_plan_drop"),
    path("exit-plans/supports/<key:pk>/done/", views.exit_support_done, name="exit_support_done"),
    path(f"{HOUSEHOLD}exit-plans/new/", views.exit_plan_create, name="exit_plan_create"),
    path("returns/", views.return_list, name="return_list"),
    path("returns/<return_code:code>/", views.return_detail, name="return_detail"),
    path("returns/<return_code:code>/paper/", views.return_paper, name="return_paper"),
    path(
        "returns/<return_code:code>/<key:pk>/<key:area>/<slug:cell>/",
        views.return_households,
        name="return_households",
    ),
    path("score-cards/", views.score_card_list, name="score_card_list"),
    path("score-cards/import/", views.score_card_import, name="score_card_import"),
    path("score-cards/template/", views.score_card_template, name="score_card_template"),
    path("score-cards/<key:pk>/", views.score_card_detail, name="score_card_detail"),
    path("papers/", views.paper_list, name="paper_list"),
    path("papers/blank/<blank_paper:kind>/", views.blank_paper, name="blank_paper"),
    path(
        "papers/households/<household_code:code>/<review_year:year>/<sheet:kind>/",
        views.review_paper,
        name="review_paper",
    ),
    path(
        "papers/rounds/<key:round>/villages/<key:pk>/", views.village_papers, name="village_papers"
    ),
    path("papers/requests/<key:pk>/", views.candidate_paper, name="candidate_paper"),
    path("papers/meetings/<key:pk>/", views.meeting_paper, name="meeting_paper"),
    path("papers/postings/<key:pk>/", views.posting_paper, name="posting_paper"),
    path("papers/opinions/<key:pk>/", views.opinion_paper, name="opinion_paper"),
    path("papers/decisions/<key:pk>/", views.decision_paper, name="decision_paper"),
    path(
        "papers/decisions/<key:pk>/certificates/",
        views.certificates_paper,
        name="certificates_paper",
    ),
    path("papers/certificates/<key:pk>/", views.certificate_paper, name="certificate_paper"),
]
