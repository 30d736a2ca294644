"""The papers between a sent review and the certificate, each written for many reviews at once."""

from households.actions.proceedings.certificates import issue_certificates
from households.actions.proceedings.complaints import (
    ComplaintData,
    RecheckData,
    record_complaint,
    resolve_complaint,
)
from households.actions.proceedings.meetings import MeetingData, VoteData, hold_meeting
from households.actions.proceedings.opinions import (
    AnswerData,
    OpinionData,
    answer_opinion,
    ask_opinion,
)
from households.actions.proceedings.postings import PostingData, post_results
from households.actions.proceedings.scans import attach_scan, scan_permission

__all__ = [
    "AnswerData",
    "ComplaintData",
    "MeetingData",
    "OpinionData",
    "PostingData",
    "RecheckData",
    "VoteData",
    "answer_opinion",
    "ask_opinion",
    "attach_scan",
    "hold_meeting",
    "issue_certificates",
    "post_results",
    "record_complaint",
    "resolve_complaint",
    "scan_permission",
]
