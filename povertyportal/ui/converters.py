"""Parts of addresses: what does not fit is 404, never an error of the database."""


class KeyConverter:
    """A primary key: 1 to 9,223,372,036,854,775,807."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        """Return the key; refuse what no 64-bit key can be."""
        key = int(value)
        if key > 2**63 - 1:
            raise ValueError
        return key

    def to_url(self, value: int) -> str:
        """Return the key as text."""
        return str(value)


class YearConverter:
    """A year of the programme: 2015 to 2100."""

    regex = "20[0-9]{2}|2100"

    def to_python(self, value: str) -> int:
        """Return the year; refuse years before 2015."""
        year = int(value)
        if not 2015 <= year <= 2100:
            raise ValueError
        return year

    def to_url(self, value: int) -> str:
        """Return the year as text."""
        return str(value)
