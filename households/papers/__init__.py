"""What stands on each paper of the yearly review; the builder in reporting draws it.

Papers are Vietnamese, whatever language the reader uses: they are signed and posted. The layout
is official (Decree 30/2020/NĐ-CP), the wording our own where the text of the annexes was not
found (docs/papers.md). No paper carries a citizen id, a telephone or what a person's health is.
"""

from households.papers.decisions import (
    certificate_paper,
    certificates_of,
    decision_paper,
    with_households,
)
from households.papers.lists import meeting_paper, opinion_paper, posting_paper
from households.papers.request import request_paper
from households.papers.sheets import card_in_force, phieu_a, phieu_b

__all__ = [
    "card_in_force",
    "certificate_paper",
    "certificates_of",
    "decision_paper",
    "meeting_paper",
    "opinion_paper",
    "phieu_a",
    "phieu_b",
    "posting_paper",
    "request_paper",
    "with_households",
]
