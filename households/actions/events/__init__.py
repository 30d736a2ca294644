"""Record what happens to people and households: dated, with lineage; past reviews stay."""

from households.actions.events.families import marry, merge_households, split_household
from households.actions.events.homes import preview
from households.actions.events.moves import move_in, move_out
from households.actions.events.people import change_head, record_birth, record_death
from households.actions.life import EventData

__all__ = [
    "EventData",
    "change_head",
    "marry",
    "merge_households",
    "move_in",
    "move_out",
    "preview",
    "record_birth",
    "record_death",
    "split_household",
]
