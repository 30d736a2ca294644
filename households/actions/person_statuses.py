"""Certify that a person is a low-income worker, and end it: Decree 30/2025/NĐ-CP."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.support import place_of
from households.choices import PersonStatusKind
from households.models import Household, Membership, Person, PersonStatus
from households.statuses import LISTED, low_income_rule, low_income_starts_on
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.ui.text import grouped

KIND = PersonStatusKind.LOW_INCOME_WORKER


@dataclass(frozen=True, kw_only=True)
class LowIncomeData:
    """What the paper says; income in đồng per person of the household and month."""

    income: int
    document: str
    valid_from: date
    submit_token: UUID = field(default_factory=uuid4)


def certify_low_income_worker(
    *, person: Person, data: LowIncomeData, by: User, now: datetime
) -> PersonStatus:
    """Certify the person from a day on; the same `submit_token` twice gives the same row.

    Raise ValidationError in words before the decree, above the limit of the residence, while the
    household is poor or near-poor, and PermissionDenied outside the user's areas.
    """
    try:
        with transaction.atomic():
            return _certify(person, data, by=by, now=now)
    except IntegrityError as error:
        twin = PersonStatus.objects.filter(submit_token=data.submit_token, recorded_by=by).first()
        if twin:
            return twin
        raise ValidationError(
            _("Có người vừa ghi cùng dữ liệu này. Hãy tải lại trang và thử lại."), code="race"
        ) from error


def _certify(person: Person, data: LowIncomeData, *, by: User, now: datetime) -> PersonStatus:
    locked = Person.objects.select_for_update().get(pk=person.pk)
    stay = _stay_now(locked)
    if stay is None or not by.can(Permission.HOUSEHOLD_EDIT, place_of(stay.household)):
        raise PermissionDenied
    twin = PersonStatus.objects.filter(submit_token=data.submit_token, recorded_by=by).first()
    if twin:
        return twin
    _check_day(stay, data.valid_from, today=localdate(now))
    _check_income(locked, stay.household, data)
    _check_free(locked, data.valid_from)
    status = PersonStatus(
        person=locked,
        kind=KIND,
        income=data.income,
        document=data.document.strip(),
        valid_from=data.valid_from,
        recorded_by=by,
        recorded_at=now,
        submit_token=data.submit_token,
    )
    status.full_clean(validate_unique=False, validate_constraints=False)
    status.save()
    record(
        "person_status.create",
        by=by,
        on=status,
        area_path=place_of(stay.household).path,
        changes={
            "kind": (None, status.kind),
            "income": (None, status.income),
            "document": (None, status.document),
            "valid_from": (None, status.valid_from),
        },
    )
    return status


def _stay_now(person: Person) -> Membership | None:
    stays = person.memberships.filter(valid_to=None, household__closed_on=None)
    return stays.select_related("household__area", "household__village").first()


def _check_day(stay: Membership, day: date, *, today: date) -> None:
    starts = low_income_starts_on()
    if day < starts:
        raise ValidationError(
            {
                "valid_from": ValidationError(
                    _("Nghị định 30/2025/NĐ-CP có hiệu lực từ %(day)s; chọn ngày từ hôm đó."),
                    code="before_decree",
                    params={"day": f"{starts:%d/%m/%Y}"},
                )
            }
        )
    if day > today:
        raise ValidationError({"valid_from": _("Ngày xác nhận ở sau hôm nay.")})
    if day < stay.valid_from:
        raise ValidationError(
            {
                "valid_from": ValidationError(
                    _("Người này vào hộ ngày %(day)s; chọn ngày từ hôm đó."),
                    code="before_stay",
                    params={"day": f"{stay.valid_from:%d/%m/%Y}"},
                )
            }
        )


def _check_income(person: Person, household: Household, data: LowIncomeData) -> None:
    rule = low_income_rule(data.valid_from, residence=household.area.residence)
    if rule and data.income > rule.limit:
        raise ValidationError(
            {
                "income": ValidationError(
                    _("Vượt mức %(limit)s đồng/người/tháng của địa bàn (%(source)s)."),
                    code="above_limit",
                    params={"limit": grouped(rule.limit), "source": rule.source},
                )
            }
        )
    if rule and data.valid_from.year - person.birth_year < rule.youngest:
        raise ValidationError(
            _("%(name)s chưa đủ %(age)s tuổi nên chưa phải người lao động."),
            code="too_young",
            params={"name": person.full_name, "age": rule.youngest},
        )
    if household.class_on(data.valid_from) in LISTED:
        raise ValidationError(
            _(
                "Hộ %(code)s là hộ nghèo hoặc cận nghèo vào ngày này, được hưởng chính sách theo "
                "diện hộ; không xác nhận thêm người lao động có thu nhập thấp."
            ),
            code="listed",
            params={"code": household.code},
        )


def _check_free(person: Person, day: date) -> None:
    others = PersonStatus.objects.filter(person=person, kind=KIND).exclude(valid_to__lt=day)
    if others.exists():
        raise ValidationError(
            _("%(name)s đã được xác nhận diện này; hãy kết thúc lần trước rồi mới ghi lần mới."),
            code="held",
            params={"name": person.full_name},
        )


@transaction.atomic
def end_person_status(
    *, status: PersonStatus, valid_to: date, note: str, by: User, now: datetime
) -> PersonStatus:
    """End a status with its last day and the reason."""
    found = PersonStatus.objects.select_for_update(of=("self",)).get(pk=status.pk)
    stay = found.person.memberships.order_by("-valid_from", "-pk").select_related(
        "household__area", "household__village"
    )[0]
    if not by.can(Permission.HOUSEHOLD_EDIT, place_of(stay.household)):
        raise PermissionDenied
    if found.valid_to is not None:
        raise ValidationError(
            _("Diện này đã kết thúc ngày %(day)s."),
            code="ended",
            params={"day": f"{found.valid_to:%d/%m/%Y}"},
        )
    if not found.valid_from <= valid_to <= localdate(now):
        raise ValidationError(
            {
                "valid_to": ValidationError(
                    _("Ngày kết thúc phải từ %(day)s đến hôm nay."),
                    code="end_day",
                    params={"day": f"{found.valid_from:%d/%m/%Y}"},
                )
            }
        )
    if not note.strip():
        raise ValidationError({"note": _("Hãy ghi lý do.")})
    found.valid_to = valid_to
    found.full_clean(validate_unique=False, validate_constraints=False)
    found.save()
    record(
        "person_status.end",
        by=by,
        on=found,
        area_path=place_of(stay.household).path,
        changes={"valid_to": (None, valid_to)},
        note=note.strip(),
    )
    return found
