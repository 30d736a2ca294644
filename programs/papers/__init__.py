"""The papers of the programme, drawn by `reporting.documents`."""

from programs.papers.fund import fund_receipt, has_receipt
from programs.papers.reallocation import Proposal, reallocation_paper

__all__ = ["Proposal", "fund_receipt", "has_receipt", "reallocation_paper"]
