"""What waits in the programme for each person, one file per theme."""

from programs.todo import activities, awards, capital, credit, housing, idle, support, work

__all__ = ["activities", "awards", "capital", "credit", "housing", "idle", "support", "work"]
