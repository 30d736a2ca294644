"""What waits in the programme for each person, one file per theme."""

from programs.todo import awards, capital, work

__all__ = ["awards", "capital", "work"]
