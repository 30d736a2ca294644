"""Households, rounds and reviews for tests: one call each, every detail optional."""

from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from households import scoring
from households.models import (
    Candidate,
    Complaint,
    Deprivation,
    DuplicatePair,
    ExitPlan,
    ExitSupport,
    Household,
    Membership,
    Opinion,
    Person,
    PersonStatus,
    Posting,
    RecognitionDecision,
    Review,
    ReviewRound,
    ScoreCard,
    Unlock,
    VillageMeeting,
    WardRound,
)
from households.workflow import State
from povertyportal.reporting.papers import CheckedPaper, filing

_numbers = count(1)
NOW = timezone.make_aware(datetime(2023, 10, 2, 9, 0))  # noqa: DTZ001


def make_person(full_name="Bàn Thị Mùi", *, citizen_id="", **fields):
    fields = {"gender": "female", "birth_year": 1980, "ethnicity": "09"} | fields
    person = Person(full_name=full_name, **fields)
    if citizen_id:
        person.set_citizen_id(citizen_id)
    person.save()
    return person


def make_household(area, *, head=None, village=None, members=(), code="", **fields):
    head = head if isinstance(head, Person) else make_person(head or "Bàn Thị Mùi")
    started = fields.pop("registered_on", date(2020, 1, 1))
    household = Household(
        code=code or f"BK-{900000 + next(_numbers):06d}",
        area=area,
        village=village,
        head=head,
        registered_on=started,
        **fields,
    )
    people = [p if isinstance(p, Person) else make_person(p) for p in members]
    household.fill_keys([head, *people])
    household.save()
    Membership.objects.create(
        household=household, person=head, relation="head", is_head=True, valid_from=started
    )
    for person in people:
        Membership.objects.create(
            household=household, person=person, relation="child", valid_from=started
        )
    return household


def make_round(year=2023, *, standard="STD2022", **fields):
    return ReviewRound.objects.create(
        year=year,
        standard=standard,
        starts_on=date(year, 9, 1),
        ends_on=date(year, 12, 14),
        **fields,
    )


def make_card(*, by, standard="STD2022", valid_from=date(2023, 1, 1), highest=40, **fields):
    """Return an imported card of two questions: 5 points each, and `highest` for being alone."""
    points = dict.fromkeys(scoring.REGIONS, 5)
    items = [
        {
            "code": code,
            "name": f"Câu {code}",
            "options": [
                {"code": "1", "name": "Có", "points": points | {"urban": best}},
                {"code": "0", "name": "Không", "points": dict.fromkeys(scoring.REGIONS, 0)},
            ],
        }
        for code, best in (("SIZE", highest), ("PENSION", 5))
    ]
    values = {
        "standard": standard,
        "name": "Bảng điểm thử",
        "source": "Phụ lục thử",
        "valid_from": valid_from,
        "items": items,
        "sha256": f"{next(_numbers):064d}",
        "imported_by": by,
        "imported_at": NOW,
    }
    return ScoreCard.objects.create(**values | fields)


def close(round_):
    """Close a round on the evening of its last day, now where that is still to come."""
    evening = timezone.make_aware(datetime.combine(round_.ends_on, time(17)))
    closed_at = min(timezone.now(), evening)
    ReviewRound.objects.filter(pk=round_.pk).update(state="closed", closed_at=closed_at)


def make_review(household, round_, *, by, b1=165, lacking=3, state=State.DRAFT, **fields):
    """Return a complete review that lacks the first `lacking` indicators."""
    standard = scoring.load(round_.standard)
    codes = standard.codes[:lacking]
    score = scoring.score(
        b1=b1, lacking=codes, standard=standard, residence=household.area.residence
    )
    values = {
        "area": household.area,
        "village": household.village,
        "residence": household.area.residence,
        "size": household.size,
        "b1": b1,
        "b2": score.b2,
        "computed_class": score.result,
        "proposed_class": score.result,
        "created_by": by,
        "created_at": NOW,
        "updated_by": by,
        "updated_at": NOW,
        "state": state,
    }
    review = Review.objects.create(household=household, round=round_, **values | fields)
    Deprivation.objects.bulk_create(
        Deprivation(review=review, indicator=code, is_lacking=code in codes)
        for code in standard.codes
    )
    return review


def make_plan(household, *, by, year=2024, aim="BHYT", text="Cấp thẻ BHYT", **fields):
    """Return an exit plan with one agreed support."""
    values = {"area": household.area, "month": 11, "organisation": "women", "created_at": NOW}
    plan = ExitPlan.objects.create(household=household, year=year, created_by=by, **values | fields)
    ExitSupport.objects.create(plan=plan, aim=aim, text=text)
    return plan


def make_decision(round_, area, *, decided_on=None, number=""):
    return RecognitionDecision.objects.create(
        round=round_,
        area=area,
        number=number or f"{next(_numbers)}/QĐ-UBND",
        decided_on=decided_on or date(round_.year, 12, 10),
        signer_title="Chủ tịch UBND",
    )


def recognised(household, round_, *, by, chair, decided_on=None, **fields):
    """Return a recognised review, by a decision of its own."""
    decision = make_decision(round_, household.area, decided_on=decided_on)
    draft = make_review(household, round_, by=by, **fields)
    Review.objects.filter(pk=draft.pk).update(
        state=State.RECOGNISED,
        recognised_class=draft.proposed_class,
        recognised_by=chair,
        recognised_at=NOW,
        decision=decision,
    )
    draft.refresh_from_db()
    return draft


def make_pair(home, *, kind="likely"):
    """Return an open pair: the head of the household, and somebody of the same name there."""
    other = make_person(home.head.full_name)
    Membership.objects.create(
        household=home, person=other, relation="other", valid_from=date(2021, 1, 1)
    )
    return DuplicatePair.objects.create(
        kind=kind,
        first=home.head,
        second=other,
        first_area=home.area,
        second_area=home.area,
        reason="cùng tên",
        found_at=NOW,
    )


def make_status(person, *, by, **fields):
    """Return the person's status as a low-income worker."""
    values = {"income": 2_000_000, "document": "1/XN-UBND", "valid_from": date(2025, 3, 1)}
    return PersonStatus.objects.create(
        person=person, kind="low_income", recorded_by=by, recorded_at=NOW, **values | fields
    )


def member_rows(*rows, prefix="form", initial=0):
    """Return the POST fields of member rows; each row may leave out what does not matter."""
    data = {
        f"{prefix}-TOTAL_FORMS": str(len(rows)),
        f"{prefix}-INITIAL_FORMS": str(initial),
    }
    for place, row in enumerate(rows):
        values = {
            "relation": "head",
            "gender": "female",
            "birth": "1980",
            "ethnicity": "02",
            "has_labour_capacity": "on",
        } | row
        data |= {f"{prefix}-{place}-{name}": value for name, value in values.items()}
    return data


def make_papers(review, *, by):
    """Return one paper of each kind about the review, by entity; the minutes have a scan."""
    common = {"round": review.round, "area": review.area, "recorded_by": by, "recorded_at": NOW}
    scan = CheckedPaper("bien-ban.pdf", "application/pdf", b"%PDF-1.4\n%%EOF")
    with filing(by=by, now=NOW, area_path=review.area.path) as keep:
        minutes = keep(scan)
    meeting = VillageMeeting.objects.create(
        **common,
        village=review.village,
        held_on=date(2023, 10, 2),
        place="Nhà văn hoá",
        chaired_by="Hoàng Văn Trưởng",
        secretary="Nông Thị Thư",
        invited=40,
        attended=30,
        scan=minutes,
    )
    meeting.votes.create(
        review=review, in_favour=30, agreed_class=review.proposed_class, is_agreed=True
    )
    posting = Posting.objects.create(
        **common, posted_on=date(2023, 10, 2), ends_on=date(2023, 10, 5), places="Trụ sở"
    )
    posting.entries.create(review=review, proposed_class=review.proposed_class)
    complaint = Complaint.objects.create(
        **common,
        review=review,
        received_on=date(2023, 10, 3),
        due_on=date(2023, 10, 12),
        content="Hộ có đất cho thuê",
    )
    opinion = Opinion.objects.create(
        **common, number="15/BC-UBND", asked_on=date(2023, 10, 6), due_on=date(2023, 10, 13)
    )
    opinion.entries.create(review=review, proposed_class=review.proposed_class)
    decision = make_decision(review.round, review.area)
    return {
        "meeting": meeting,
        "posting": posting,
        "complaint": complaint,
        "opinion": opinion,
        "decision": decision,
    }


def listed(household, round_, *, by, **fields):
    """Return the household's place on the list of the round."""
    values = {"source": "poor", "created_by": by, "created_at": NOW} | fields
    return Candidate.objects.get_or_create(
        household=household,
        round=round_,
        defaults={"area": household.area, "village": household.village, **values},
    )[0]


def close_part(round_, area, *, by):
    """Return the ward's part of the round, closed."""
    return WardRound.objects.update_or_create(
        round=round_,
        area=area,
        defaults={"state": "closed", "closed_at": timezone.now(), "closed_by": by},
    )[0]


def make_unlock(household, *, user, by, round_=None, hours=24, started=None):
    """Return an unlock of the household in a closed ward, of the round of 2022 unless given."""
    round_ = round_ or make_round(2022)
    started = started or timezone.now()
    return Unlock.objects.create(
        ward_round=close_part(round_, household.area, by=by),
        household=household,
        user=user,
        reason="Sửa theo kết luận kiểm tra",
        granted_by=by,
        granted_at=started,
        expires_at=started + timedelta(hours=hours),
    )
