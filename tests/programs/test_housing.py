"""Houses and what was given towards them: counted once, sources named, accepted after finished."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent
from programs import actions
from programs.models import HousingCase, HousingContribution
from tests.programs import factories

DAY = factories.DAY


def house(home, by, **fields):
    """Return a house recorded by the user."""
    fields = {"kind": "new", "funding": "other", "programme": "Mái ấm", "started_on": DAY} | fields
    return actions.record_housing_case(case=HousingCase(household=home, **fields), by=by)


def gift(case, by, **fields):
    """Return a contribution to the house recorded by the user."""
    fields = {
        "source": "organisation",
        "form": "cash",
        "amount": 40_000_000,
        "given_on": DAY,
        "contributor": "Doanh nghiệp A",
    } | fields
    return actions.record_contribution(contribution=HousingContribution(case=case, **fields), by=by)


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


def test_house_has_many_givers_and_counts_once(home, front):
    case = house(home, front)
    gift(case, front)
    gift(case, front, source="household", amount=25_000_000, contributor="")

    case = actions.finish_house(
        case=case,
        finished_on=date(2022, 9, 1),
        accepted_on=date(2022, 9, 5),
        by=front,
        version=case.version,
    )

    assert HousingCase.objects.count() == 1
    assert case.contributions.count() == 2
    assert case.household_class == "unknown"
    assert AuditEvent.objects.filter(action="housing_case.finish").count() == 1


def test_class_is_that_of_the_first_day_and_follows_another_first_day(home, officer, chair):
    by = {"author": officer, "chair": chair}
    factories.recognised(home, result="poor", on=date(2021, 12, 10), standard="STD2022", **by)
    factories.recognised(home, result="near_poor", on=date(2022, 12, 12), standard="STD2022", **by)
    case = house(home, officer)

    moved = actions.amend_housing_case(
        case=case, values={"started_on": date(2023, 1, 5)}, by=officer, version=case.version
    )
    named = actions.amend_housing_case(
        case=moved, values={"programme": "Xoá nhà tạm"}, by=officer, version=moved.version
    )

    assert case.household_class == "poor"
    assert (moved.household_class, named.household_class) == ("near_poor", "near_poor")


@pytest.mark.parametrize("who", ["outsider", "other_officer", "chair", "finance", "leader", "bank"])
def test_who_may_not_write_houses_writes_none(home, front, who, request):
    user, case = request.getfixturevalue(who), house(home, front)

    for act in (
        lambda: house(home, user, kind="repair"),
        lambda: gift(case, user),
        lambda: actions.amend_housing_case(
            case=case, values={"programme": "Khác"}, by=user, version=case.version
        ),
        lambda: actions.finish_house(
            case=case, finished_on=DAY, accepted_on=None, by=user, version=case.version
        ),
        lambda: actions.remove(row=case, by=user, reason="Nhầm", version=case.version),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert HousingCase.objects.get() == case
    assert not HousingContribution.objects.exists()


@pytest.mark.parametrize("who", ["officer", "standing", "front"])
def test_ward_standing_office_and_front_write_houses(home, who, request):
    user = request.getfixturevalue(who)

    case = house(home, user)
    gift(case, user)

    assert case.contributions.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"started_on": timezone.localdate() + timedelta(days=1)}, "started_on"),
        ({"finished_on": date(2022, 6, 14)}, "finished_on"),
        ({"accepted_on": date(2022, 9, 1)}, "finished_on"),
        ({"finished_on": date(2022, 9, 2), "accepted_on": date(2022, 9, 1)}, "accepted_on"),
        ({"programme": ""}, "programme"),
        ({"kind": "tent"}, "kind"),
    ],
)
def test_wrong_house_is_refused_at_its_field(home, front, wrong, field):
    with pytest.raises(ValidationError) as refused:
        house(home, front, **wrong)

    assert field in refused.value.message_dict
    assert not HousingCase.objects.exists()


@pytest.mark.parametrize("text", ["DA5", "Dự án 5", "vốn DA 5 năm 2022", "du an so 5"])
def test_project_five_is_refused_where_it_does_not_apply_and_says_why(home, front, text):
    case = house(home, front)

    with pytest.raises(ValidationError, match="không phải huyện nghèo"):
        house(home, front, kind="repair", programme=text)
    with pytest.raises(ValidationError, match="Dự án 5 không áp dụng"):
        gift(case, front, source="state", contributor=text)


@pytest.mark.parametrize("text", ["Mái ấm 5 sao", "Đề án xóa nhà tạm 2025", "Dự án 50 nhà"])
def test_other_programmes_are_not_taken_for_project_five(home, front, text):
    assert house(home, front, programme=text).pk


def test_same_house_is_not_entered_twice(home, front):
    house(home, front)

    with pytest.raises(ValidationError, match="đã có rồi"):
        house(home, front)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"contributor": " "}, "contributor"),
        ({"source": "state", "contributor": ""}, "contributor"),
        ({"form": "labour"}, "labour_days"),
        ({"form": "cash", "labour_days": 3}, "labour_days"),
        ({"amount": 0}, "__all__"),
        ({"amount": -5}, "__all__"),
        ({"amount": 10**15}, "__all__"),
        ({"given_on": timezone.localdate() + timedelta(days=1)}, "given_on"),
        ({"source": "fund"}, "source"),
    ],
)
def test_wrong_gift_is_refused_at_its_field(home, front, wrong, field):
    case = house(home, front)

    with pytest.raises(ValidationError) as refused:
        gift(case, front, **wrong)

    assert field in refused.value.message_dict
    assert not case.contributions.exists()


def test_days_of_labour_have_a_value(home, front):
    row = gift(house(home, front), front, form="labour", labour_days=12, amount=3_000_000)

    assert (row.labour_days, row.amount) == (12, 3_000_000)


def test_gift_is_put_right_and_an_older_state_is_refused(home, front):
    row = gift(house(home, front), front)
    actions.amend_contribution(
        contribution=row, values={"amount": 30_000_000}, by=front, version=row.version
    )

    with pytest.raises(ValidationError, match="người khác sửa"):
        actions.amend_contribution(
            contribution=row, values={"amount": 1}, by=front, version=row.version
        )

    row.refresh_from_db()
    assert row.amount == 30_000_000


def test_house_with_gifts_is_not_deleted(home, front):
    case = house(home, front)
    row = gift(case, front)

    with pytest.raises(ValidationError, match="Đóng góp làm nhà"):
        actions.remove(row=case, by=front, reason="Nhầm", version=case.version)
    actions.remove(row=row, by=front, reason="Nhầm", version=row.version)
    actions.remove(row=case, by=front, reason="Nhầm", version=case.version)

    assert not HousingCase.objects.exists()


def test_gift_to_a_house_deleted_meanwhile_is_refused_in_words(home, front):
    case = house(home, front)
    actions.remove(row=HousingCase.objects.get(), by=front, reason="Nhầm", version=case.version)

    with pytest.raises(ValidationError, match="vừa bị xoá"):
        gift(case, front)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "tent"},
        {"programme": ""},
        {"finished_on": date(2022, 6, 14)},
        {"accepted_on": date(2022, 7, 1)},
    ],
)
def test_database_holds_houses(home, front, wrong):
    house(home, front)

    with pytest.raises(IntegrityError), transaction.atomic():
        HousingCase.objects.update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"amount": 0}, {"labour_days": 3}, {"source": "nobody"}, {"form": "labour", "labour_days": 0}],
)
def test_database_holds_gifts(home, front, wrong):
    gift(house(home, front), front)

    with pytest.raises(IntegrityError), transaction.atomic():
        HousingContribution.objects.update(**wrong)
