"""Bring in B1 score cards; a card is never changed, a correction is a new one."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from households import scoring
from households.models import ScoreCard
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission


@dataclass(frozen=True, kw_only=True)
class CardData:
    """A card as read from a workbook: `items` as `ScoreCard.items` keeps them."""

    standard: str
    name: str
    source: str
    valid_from: date
    items: Sequence[dict[str, Any]]
    is_sample: bool = False

    @property
    def sha256(self) -> str:
        """Return the digest of questions and points, whatever the file looked like."""
        text = json.dumps(list(self.items), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def import_card(*, data: CardData, by: User, now: datetime) -> tuple[ScoreCard, bool]:
    """Keep a new card; return it, and False where the same one is there already.

    The same questions and points for the same standard and day are the same card, so a file sent
    twice makes one. Raise ValidationError for a standard without points, a day outside the
    standard's years, or items that are no card.
    """
    if not by.has(Permission.REFERENCE_EDIT):
        raise PermissionDenied
    _check(data)
    try:
        with transaction.atomic():
            known = same_card(data)
            return (known, False) if known else (_create(data, by=by, now=now), True)
    except IntegrityError:
        known = same_card(data)
        if known is None:
            raise
        return known, False


def same_card(data: CardData) -> ScoreCard | None:
    """Return the card with the same points for the same standard and day, if it is there."""
    rows = ScoreCard.objects.filter(standard=data.standard, valid_from=data.valid_from)
    return rows.filter(sha256=data.sha256).first()


def _create(data: CardData, *, by: User, now: datetime) -> ScoreCard:
    card = ScoreCard(
        standard=data.standard,
        name=data.name,
        source=data.source,
        valid_from=data.valid_from,
        is_sample=data.is_sample,
        items=list(data.items),
        sha256=data.sha256,
        imported_by=by,
        imported_at=now,
    )
    card.full_clean(validate_constraints=False, validate_unique=False)
    card.save(force_insert=True)
    changes = {
        name: ("", getattr(card, name))
        for name in ("standard", "name", "source", "valid_from", "is_sample", "sha256")
    }
    record("score_card.import", by=by, on=card, changes=changes)
    return card


def _check(data: CardData) -> None:
    """Refuse what no review could be scored by."""
    try:
        standard = scoring.load(data.standard)
        card = scoring.Card(data.name, data.source, False, scoring.card_items(data.items))
        regions = {region for item in card.items for o in item.options for region in o.points}
        points = [p for item in card.items for o in item.options for p in o.points.values()]
        highest = [scoring.card_highest(card=card, region=region) for region in regions]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValidationError(_("Bảng điểm không đúng dạng."), code="no_card") from error
    is_whole = regions and regions <= set(scoring.REGIONS)
    if not is_whole or min(points) < 0 or max(highest) > 999:
        raise ValidationError(_("Bảng điểm không đúng dạng."), code="no_card")
    if not standard.points_published:
        raise _at("standard", _("Chuẩn này chưa công bố cách chấm điểm."), code="no_points")
    if not standard.valid_on(data.valid_from):
        first, last = f"{standard.valid_from:%d/%m/%Y}", f"{standard.valid_to:%d/%m/%Y}"
        raise _at(
            "valid_from",
            _("Ngày áp dụng phải từ %(first)s đến %(last)s, khi chuẩn có hiệu lực.")
            % {"first": first, "last": last},
            code="valid_from",
        )


def _at(field: str, message: str, *, code: str) -> ValidationError:
    """Return a refusal that stands at a field of the form."""
    return ValidationError({field: ValidationError(message, code=code)})
