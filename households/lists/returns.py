"""The reviews behind one number of an official form: round and class are settled already."""

from typing import ClassVar

from households.lists.base import HouseholdRowsFilter
from households.lists.reviews import ReviewTable
from households.models import Review


class CellReviewFilter(HouseholdRowsFilter):
    """Search and narrow by place: the number itself has settled the round and the class."""

    class Meta:
        model = Review
        fields: ClassVar = ["q"]


class CellReviewTable(ReviewTable):
    """The reviews without what is the same in all of them."""

    class Meta(ReviewTable.Meta):
        exclude = ["year", "proposed_class", "state"]
