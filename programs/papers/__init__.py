"""The papers of the programme, drawn by `reporting.documents`."""

from programs.papers.fund import fund_receipt, has_receipt

__all__ = ["fund_receipt", "has_receipt"]
