"""The checks on the programme's numbers, one file per theme; importing them registers them."""

from programs.consistency import capital, fund, people, programme_money

__all__ = ["capital", "fund", "people", "programme_money"]
