"""The demo city: synthetic records from which the figures of the mid-term review come out."""
