"""Keep what somebody is typing on a review form until it is saved, and throw it away on demand.

A draft is nobody's record: it is seen by its author alone, scores nothing, and goes with the
saving of the review. It therefore locks no round and leaves no event.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from households.actions.support import place_of
from households.models import Household, ReviewRound, TypedDraft
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission

MOST_BYTES = 64 * 1024
MOST_FIELDS = 800
_TWELVE_DIGITS = re.compile(r"(?<!\d)(?:\d[ .]?){11}\d(?!\d)")


def save_typed_draft(
    *,
    household: Household,
    round: ReviewRound,
    data: Mapping[str, Sequence[str]],
    by: User,
    now: datetime,
) -> TypedDraft | None:
    """Keep the form as typed, unchecked; citizen ids are blotted out, they belong on no review.

    Return None where the same person has saved the review since: a late keystroke must not
    outlive the saving. Raise ValidationError for more than a form can hold.
    """
    if not by.can(Permission.REVIEW_EDIT, place_of(household)):
        raise PermissionDenied
    kept = {name: [_without_ids(value) for value in values] for name, values in data.items()}
    if len(kept) > MOST_FIELDS or len(json.dumps(kept)) > MOST_BYTES:
        raise ValidationError(
            _("Nội dung nhập quá dài nên không tự lưu được. Hãy rút ngắn phần ghi chú."),
            code="draft_too_large",
        )
    with transaction.atomic():
        if _is_overtaken(household, round, kept, by=by):
            return None
        draft, _is_new = TypedDraft.objects.update_or_create(
            user=by, household=household, round=round, defaults={"data": kept, "saved_at": now}
        )
    return draft


def drop_typed_draft(*, household: Household, round: ReviewRound, by: User) -> bool:
    """Throw the user's own draft away; tell whether there was one."""
    if not by.can(Permission.REVIEW_EDIT, place_of(household)):
        raise PermissionDenied
    rows = TypedDraft.objects.filter(user=by, household=household, round=round)
    return bool(rows.delete()[0])


def _is_overtaken(
    household: Household, round: ReviewRound, kept: Mapping[str, Sequence[str]], *, by: User
) -> bool:
    """Tell whether the author has saved the review over the version these keystrokes saw."""
    rows = household.reviews.select_for_update().filter(round=round)
    review = rows.filter(updated_by=by).first()
    return review is not None and kept.get("version") != [str(review.version)]


def _without_ids(text: str) -> str:
    """Return the text without what no form field holds: NUL, and anything like a citizen id."""
    return _TWELVE_DIGITS.sub("••••••••••••", text.replace("\x00", ""))
