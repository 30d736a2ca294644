"""What the past changes of plans and totals. What a report stated stays: it is what we compare."""

from povertyportal.accounts import past
from povertyportal.areas.models import AreaTotal
from povertyportal.reporting.models import Target

past.register(AreaTotal, Target)
