"""The records that a scan may hang on, by their word in addresses."""

KINDS = ("meeting", "posting", "complaint", "opinion", "decision")


class PaperKindConverter:
    """A kind of record with a scan; any other word is 404."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        """Return the kind."""
        return value

    def to_url(self, value: str) -> str:
        """Return the kind."""
        return value
