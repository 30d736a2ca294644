"""What a review says about people and house: checked against the registry, decided, stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from households import checks, facts, scoring
from households.facts import Decision, DwellingFacts, MemberFacts
from households.models import (
    Deprivation,
    Dwelling,
    Household,
    Review,
    ReviewMember,
    ReviewRound,
    ScoreCard,
)
from households.wording import finding, scoring_error
from povertyportal.areas.models import Residence

if TYPE_CHECKING:
    from households.actions.reviews import ReviewData

MEMBER_FACTS = (
    "has_insurance",
    "has_allowance",
    "is_malnourished",
    "work",
    "schooling",
    "education",
)

HIGHEST_B1 = 999
"""Three digits, as many as the form has room for."""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The facts of a review as they will be stored, and what they decide.

    `members` maps a person's key to relation and facts; empty where nobody asked about members.
    """

    members: Mapping[int, tuple[str, MemberFacts]] = field(default_factory=dict)
    dwelling: DwellingFacts | None = None
    decisions: Mapping[str, Decision] = field(default_factory=dict)


def findings_of(
    data: "ReviewData", household: Household, *, opened: ReviewRound, past: Review | None
) -> Findings:
    """Return the typed facts beside the people they are about; refuse overrides without reason.

    Those who left meanwhile are left out, those who came have unknown facts. Age and disability
    come from the registry, never from the form; the age is that of the day the round starts.
    `past` is a recognised review under correction: its people, ages and relations stay.
    """
    people = _people_then(past) if past else _people_now(household, opened)
    members = {
        key: (relation, replace(data.members.get(key, known), **_known(known)))
        for key, (relation, known) in (people if data.members else {}).items()
    }
    decisions = facts.decide(
        standard=scoring.load(opened.standard),
        members=[found for _relation, found in members.values()],
        dwelling=data.dwelling or DwellingFacts(),
    )
    missing = {
        f"note_{code}": _("Khác với dữ kiện đã ghi: cần ghi rõ lý do.")
        for code, decision in decisions.items()
        if overrides(decision, data.answers.get(code)) and not data.notes.get(code, "").strip()
    }
    if missing:
        raise ValidationError(missing)
    return Findings(members=members, dwelling=data.dwelling, decisions=decisions)


def overrides(decision: Decision | None, answer: bool | None) -> bool:
    """Tell whether the answer differs from what the facts decided."""
    if decision is None or decision.is_lacking is None or answer is None:
        return False
    return decision.is_lacking != answer


def _known(known: MemberFacts) -> dict[str, Any]:
    return {"age": known.age, "is_disabled": known.is_disabled}


def _people_now(household: Household, opened: ReviewRound) -> dict[int, tuple[str, MemberFacts]]:
    """Return the present members with what the registry knows, the head first."""
    found = {}
    for stay in household.memberships.reviewed_in(opened):
        person = stay.person
        age = facts.age_on(
            birth_year=person.birth_year, birth_date=person.birth_date, day=opened.starts_on
        )
        known = MemberFacts(age=age, is_disabled=person.disability)
        found[stay.person_id] = (stay.relation, known)
    return found


def _people_then(review: Review) -> dict[int, tuple[str, MemberFacts]]:
    """Return the members that a past review speaks of, as they were."""
    return {
        member.person_id: (
            member.relation,
            MemberFacts(age=member.age, is_disabled=member.person.disability),
        )
        for member in review.members.select_related("person")
    }


def check_b1(data: "ReviewData", *, opened: ReviewRound, region: str) -> None:
    """Add up the card again; refuse another total, another card, or an answer off the card."""
    if data.b1 is not None and not 0 <= data.b1 <= HIGHEST_B1:
        raise _at("b1", _("Điểm B1 là số nguyên từ 0 đến 999."), code="b1_range")
    row = ScoreCard.objects.in_force(opened.standard, opened.starts_on)
    card = row.card if row else scoring.load(opened.standard).card
    if data.b1_kind == Review.B1Kind.TOTAL:
        _check_total(data.b1, card=card, region=region)
        return
    if card is None:
        raise _at("b1_kind", _("Chuẩn này chưa có bảng điểm B1."), code="no_card")
    if data.card != row:
        raise _at(
            "b1_kind",
            _("Bảng điểm B1 vừa được thay bằng bản khác. Hãy tải lại trang và chọn lại."),
            code="card_changed",
        )
    codes = {item.code: {option.code for option in item.options} for item in card.items}
    off = {c: a for c, a in data.b1_answers.items() if a not in codes.get(c, ())}
    if off:
        raise ValidationError(
            _("Có câu trả lời không thuộc bảng điểm B1: %(codes)s."),
            code="off_card",
            params={"codes": ", ".join(sorted(off))[:200]},
        )
    total = None
    if set(data.b1_answers) == set(codes):
        total = _total(data.b1_answers, card=card, region=region)
    if data.b1 != total:
        raise _at(
            "b1",
            _("Điểm B1 không khớp với bảng điểm. Hãy tải lại trang và tính lại."),
            code="b1_is_not_card",
        )


def _check_total(b1: int | None, *, card: scoring.Card | None, region: str) -> None:
    """Refuse a total above what the card in force can give; a sample card bounds nothing."""
    if b1 is None or card is None or card.is_sample:
        return
    try:
        highest = scoring.card_highest(card=card, region=region)
    except scoring.UnknownRegion:
        return
    if b1 > highest:
        raise _at(
            "b1",
            _(
                "Điểm B1 cao hơn tổng điểm cao nhất của bảng điểm (%(highest)d). Hãy cộng lại "
                "phiếu B1."
            )
            % {"highest": highest},
            code="b1_off_card",
        )


def _total(answers: Mapping[str, str], *, card: scoring.Card, region: str) -> int:
    try:
        return scoring.card_total(answers=answers, card=card, region=region)
    except scoring.ScoringError as error:
        raise _at("b1_kind", scoring_error(error), code="no_column") from error


def _at(field_name: str, message: str, *, code: str) -> ValidationError:
    """Return a refusal that stands at a field of the form."""
    return ValidationError({field_name: ValidationError(message, code=code)})


def store_answers(review: Review, data: "ReviewData", found: Findings) -> None:
    """Write the answers anew; only an answer that differs from the facts keeps its reason."""
    review.deprivations.all().delete()
    Deprivation.objects.bulk_create(
        Deprivation(
            review=review,
            indicator=code,
            is_lacking=is_lacking,
            computed=found.decisions[code].is_lacking if code in found.decisions else None,
            note=(
                data.notes[code].strip() if overrides(found.decisions.get(code), is_lacking) else ""
            ),
        )
        for code, is_lacking in data.answers.items()
    )


def store_facts(review: Review, found: Findings) -> None:
    """Write anew what was found about members and house."""
    review.members.all().delete()
    ReviewMember.objects.bulk_create(
        ReviewMember(
            review=review,
            person_id=key,
            relation=relation,
            age=member.age,
            **{fact: getattr(member, fact) for fact in MEMBER_FACTS},
        )
        for key, (relation, member) in found.members.items()
    )
    Dwelling.objects.filter(review=review).delete()
    if found.dwelling is not None:
        Dwelling.objects.create(review=review, **_house(found.dwelling))


def _house(dwelling: DwellingFacts) -> dict[str, Any]:
    house = asdict(dwelling)
    devices = house.pop("devices")
    return house | {"devices": None if devices is None else list(devices)}


def stored(review: Review) -> dict[str, Any]:
    """Return what is stored about answers, people and house, for the record of changes."""
    house = Dwelling.objects.filter(review=review).first()
    answers = list(review.deprivations.all())
    return {
        "answers": {row.indicator: row.is_lacking for row in answers},
        "notes": {row.indicator: row.note for row in answers if row.note},
        "causes": sorted(review.causes.values_list("code", flat=True)),
        "needs": sorted(review.needs.values_list("code", flat=True)),
        "members": {
            str(row.person_id): {fact: getattr(row, fact) for fact in MEMBER_FACTS}
            for row in review.members.all()
        },
        "dwelling": (
            {
                name: getattr(house, name)
                for name in (*DwellingFacts.__dataclass_fields__,)
                if getattr(house, name) not in (None, "")
            }
            if house
            else {}
        ),
    }


def refuse_impossible(review: Review) -> None:
    """Refuse to send a review that says what cannot be: no head, a dead head, a child at work.

    The same checks stand on the form; here they hold for whoever sends without it.
    """
    found = checks.hard(checks.review(_typed(review)))
    if found:
        raise ValidationError(
            _("Phiếu %(code)s chưa gửi được: %(words)s"),
            code="impossible",
            params={
                "code": review.household.code,
                "words": " ".join(finding(each) for each in found[:5]),
            },
        )


def _typed(review: Review) -> checks.Typed:
    """Return a stored review as the checks read it."""
    opened, household = review.round, review.household
    standard = scoring.load(opened.standard)
    row = ScoreCard.objects.in_force(opened.standard, opened.starts_on)
    answers = review.deprivations.values_list("indicator", "is_lacking")
    return checks.Typed(
        standard=standard,
        starts_on=opened.starts_on,
        ends_on=opened.ends_on,
        members=_residents(review, household, opened),
        dwelling=DwellingFacts(),
        answers=dict(answers),
        b1=review.b1,
        b2=review.b2,
        card=row.card if row else standard.card,
        region=region_of(review),
    )


def _residents(review: Review, household: Household, opened: ReviewRound) -> list[checks.Resident]:
    """Return the present members with what the review says about them."""
    stored_facts = {member.person_id: member for member in review.members.all()}
    residents = []
    for stay in household.memberships.reviewed_in(opened):
        person, member = stay.person, stored_facts.get(stay.person_id)
        age = facts.age_on(
            birth_year=person.birth_year, birth_date=person.birth_date, day=opened.starts_on
        )
        said = {fact: getattr(member, fact) for fact in MEMBER_FACTS} if member else {}
        residents.append(
            checks.Resident(
                key=person.pk,
                name=person.full_name,
                relation=stay.relation,
                facts=MemberFacts(age=age, is_disabled=person.disability, **said),
                birth_year=person.birth_year,
                birth_date=person.birth_date,
                died_on=person.died_on,
                joined_on=stay.came_late_on,
                has_labour_capacity=person.has_labour_capacity,
            )
        )
    return residents


def region_of(review: Review) -> str:
    """Return the column of the B1 card: by the kind of place the review was made in."""
    is_urban = review.residence == Residence.URBAN
    return str(Residence.URBAN) if is_urban else review.area.region
