"""What the list of plans can be narrowed to."""

from django.utils.translation import gettext_lazy as _

from povertyportal.reporting.models import Target
from povertyportal.ui.filters import DateFilter, ListFilterSet


class TargetFilter(ListFilterSet):
    """By period."""

    starts = DateFilter(field_name="period_from", lookup_expr="gte", label=_("Từ ngày"))
    ends = DateFilter(field_name="period_to", lookup_expr="lte", label=_("Đến ngày"))

    class Meta:
        model = Target
        fields = ["starts", "ends"]
