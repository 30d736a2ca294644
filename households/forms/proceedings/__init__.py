"""Forms of the papers of a ward: who is on the paper is chosen in the same form as what it says."""

from households.forms.proceedings.base import BatchForm, ChoosingForm, ScanForm
from households.forms.proceedings.decisions import AnswerForm, DecisionForm, OpinionForm
from households.forms.proceedings.meetings import MeetingForm
from households.forms.proceedings.postings import ComplaintForm, PostingForm, RecheckForm

__all__ = [
    "AnswerForm",
    "BatchForm",
    "ChoosingForm",
    "ComplaintForm",
    "DecisionForm",
    "MeetingForm",
    "OpinionForm",
    "PostingForm",
    "RecheckForm",
    "ScanForm",
]
