"""The only place of the machinery of figures that writes, a module for each kind of record."""

from povertyportal.reporting.actions.targets import (
    amend_target,
    record_target,
    remove_target,
    split_target,
    state_of,
    uses_of,
)

__all__ = [
    "amend_target",
    "record_target",
    "remove_target",
    "split_target",
    "state_of",
    "uses_of",
]
