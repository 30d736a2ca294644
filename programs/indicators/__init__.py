"""The figures of the programme, one file per theme; importing them registers them."""

from programs.indicators import awards, capital, credit, gaps, housing, work

__all__ = ["awards", "capital", "credit", "gaps", "housing", "work"]
