"""What waits in the programme for each person, one file per theme."""

from programs.todo import activities, awards, capital, housing, support, work

__all__ = ["activities", "awards", "capital", "housing", "support", "work"]
