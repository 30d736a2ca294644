"""Who may write to a ward's part of a round, and in which order its rows are locked.

Always the round first, then the ward's part, then the reviews by key: savers, importers and
closers alike, so nothing enters a round while or after it closes, and nobody waits in a circle.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from households.actions.support import place_of
from households.models import Household, Review, ReviewRound, Unlock, WardRound
from households.workflow import STEPS
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area


def lock_ward(
    *, round: ReviewRound, area: Area, by: User, now: datetime, household: Household | None = None
) -> WardRound:
    """Lock the round and the ward's part of it; raise ValidationError when it is closed.

    A closed ward opens for one household to whoever holds an unlock. The returned row's `round`
    is the locked one.
    """
    opened = ReviewRound.objects.select_for_update().get(pk=round.pk)
    ward = WardRound.objects.select_for_update().filter(round=opened, area=area).first()
    if ward is None:
        ward = WardRound(round=opened, area=area)
        if opened.state == ReviewRound.State.OPEN:
            ward.save()
    ward.round = opened
    if ReviewRound.State.CLOSED not in (opened.state, ward.state):
        return ward
    if household is not None and holds_unlock(ward=ward, household=household, user=by, now=now):
        return ward
    raise ValidationError(
        _("Đợt rà soát năm %(year)s của %(ward)s đã khoá, không ghi thêm được nữa."),
        code="round_closed",
        params={"year": opened.year, "ward": area.name},
    )


def holds_unlock(*, ward: WardRound, household: Household, user: User, now: datetime) -> bool:
    """Tell whether the user may correct this household of the closed ward at that instant."""
    held = Unlock.objects.active_at(now).filter(household=household, user=user)
    return ward.pk is not None and held.filter(ward_round=ward).exists()


def locked_reviews(*, ward: WardRound, keys: Iterable[int], step: str, by: User) -> list[Review]:
    """Lock the reviews of a ward for a step, by key; the ward is locked already.

    Raise ValidationError that names the households which are not at this step, were entered by
    the same person, or lie elsewhere; PermissionDenied without the right over one of them.
    """
    rule, wanted = STEPS[step], sorted(set(keys))
    found = list(
        Review.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted, round=ward.round, area=ward.area)
        .select_related("area", "village", "household")
        .order_by("pk")
    )
    if not wanted:
        raise ValidationError(_("Hãy chọn ít nhất một hộ."), code="none_chosen")
    if len(found) != len(wanted):
        raise ValidationError(_("Có hộ không thuộc địa bàn hoặc đợt này."), code="elsewhere")
    if not all(by.can(rule.permission, place_of(review)) for review in found):
        raise PermissionDenied
    closed = [r for r in found if r.household.closed_on]
    if closed:
        raise ValidationError(
            _("Hộ đã đưa ra khỏi danh sách, bỏ khỏi lượt này: %(codes)s."),
            code="household_closed",
            params=_named(closed),
        )
    stages = ward.round.stages
    late = [r for r in found if not rule.starts_from(r.state, stages=stages)]
    if late:
        raise ValidationError(
            _("Phiếu không còn ở bước này: %(codes)s."), code="wrong_state", params=_named(late)
        )
    own = [r for r in found if rule.not_by_author and by.pk in r.authors]
    if own:
        raise ValidationError(
            _("Không ai được tự duyệt phiếu do mình nhập hoặc gửi: %(codes)s."),
            code="own_entry",
            params=_named(own),
        )
    return found


def _named(reviews: list[Review]) -> dict[str, str]:
    codes = [review.household.code for review in reviews]
    return {"codes": ", ".join(codes[:10]) + (" …" if len(codes) > 10 else "")}
