"""Parts of addresses that only this application has."""

from households.choices import EventKind
from households.topics import Topic
from households.workflow import PLAIN_STEPS


class HouseholdCodeConverter:
    """A household's code: 'BK-012123'."""

    regex = "[A-Z]{2}-[0-9]{6}"

    def to_python(self, value: str) -> str:
        """Return the code."""
        return value

    def to_url(self, value: str) -> str:
        """Return the code."""
        return value


class StepConverter:
    """A step of the workflow that needs no paper; any other word is 404."""

    regex = "|".join(PLAIN_STEPS)

    def to_python(self, value: str) -> str:
        """Return the step's name."""
        return value

    def to_url(self, value: str) -> str:
        """Return the step's name."""
        return value


class TopicConverter:
    """A topic of the review form; any other word is 404."""

    regex = "|".join(Topic.values)

    def to_python(self, value: str) -> Topic:
        """Return the topic."""
        return Topic(value)

    def to_url(self, value: str) -> str:
        """Return the topic's name."""
        return str(value)


class BlankPaperConverter:
    """A paper that can be had empty; any other word is 404."""

    regex = "phieu-a|phieu-b|mau-01|minutes"

    def to_python(self, value: str) -> str:
        """Return the paper's name."""
        return value

    def to_url(self, value: str) -> str:
        """Return the paper's name."""
        return value


class SheetConverter:
    """Which of the two sheets of a visit; any other letter is 404."""

    regex = "a|b"

    def to_python(self, value: str) -> str:
        """Return the letter."""
        return value

    def to_url(self, value: str) -> str:
        """Return the letter."""
        return value


class EventKindConverter:
    """A kind of life event; any other word is 404."""

    regex = "|".join(EventKind.values)

    def to_python(self, value: str) -> str:
        """Return the kind."""
        return value

    def to_url(self, value: str) -> str:
        """Return the kind."""
        return str(value)


class ReturnCodeConverter:
    """One of the 15 official forms; any other code is 404."""

    regex = "R(?:[1-9]|1[0-5])"

    def to_python(self, value: str) -> str:
        """Return the code."""
        return value

    def to_url(self, value: str) -> str:
        """Return the code."""
        return value
