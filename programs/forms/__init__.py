"""Entry forms of the programme's records, one file per theme."""
