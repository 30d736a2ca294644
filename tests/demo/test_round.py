"""The demo's rounds hold together: facts, papers, lists, events, and forms that close."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Prefetch
from django.utils.timezone import localdate

from households import facts, scoring
from households.facts import DwellingFacts, MemberFacts
from households.models import (
    Candidate,
    Certificate,
    Complaint,
    ExitPlan,
    Household,
    LifeEvent,
    MeetingVote,
    Membership,
    OpinionEntry,
    Person,
    PostingEntry,
    Review,
    ReviewMember,
    ReviewRound,
    WardRound,
)
from households.movement_records import movements_of
from povertyportal.accounts.audit import broken_links
from povertyportal.accounts.models import AuditEvent, User
from povertyportal.ui.workdays import is_workday

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture
def opened(demo_city):
    return ReviewRound.objects.get(state="open")


def test_facts_decide_every_answer_of_2022_and_2023(demo_city):
    rows = Review.objects.filter(round__year__gte=2022).select_related("dwelling", "round")
    people = ReviewMember.objects.select_related("person")
    seen = 0
    for review in rows.prefetch_related(Prefetch("members", people), "deprivations"):
        answers = {d.indicator: d for d in review.deprivations.all()}
        members = [
            MemberFacts(
                age=m.age,
                has_insurance=m.has_insurance,
                has_allowance=m.has_allowance,
                is_malnourished=m.is_malnourished,
                is_disabled=m.person.disability,
                work=m.work,
                schooling=m.schooling,
                education=m.education,
            )
            for m in review.members.all()
        ]
        house = getattr(review, "dwelling", None)
        dwelling = DwellingFacts()
        if house:
            dwelling = DwellingFacts(
                floor_area=house.floor_area,
                wall=house.wall,
                column=house.column,
                roof=house.roof,
                water=house.water,
                toilet=house.toilet,
                uses_internet=house.uses_internet,
                devices=tuple(house.devices),
            )
        standard = scoring.load(review.round.standard)
        decided = facts.decide(standard=standard, members=members, dwelling=dwelling)
        for code, answer in answers.items():
            assert decided[code].is_lacking == answer.computed == answer.is_lacking, review
        assert len(members) == review.size
        seen += 1
    assert seen > 1_000


def test_every_listed_household_is_on_the_list_and_every_review_of_one(opened):
    listed = Household.objects.filter(poverty_class__in=["poor", "near_poor"])
    on_list = set(Candidate.objects.filter(round=opened).values_list("household", flat=True))

    assert set(listed.values_list("pk", flat=True)) <= on_list
    assert set(opened.reviews.values_list("household", flat=True)) <= on_list
    requests = Candidate.objects.filter(round=opened, source="request")
    assert Counter(requests.values_list("quick_result", flat=True)) == {
        "": 8,
        "continue": 8,
        "dropped": 8,
    }


def test_who_visits_a_household_may_enter_its_review(opened):
    rows = Candidate.objects.filter(round=opened, investigator__isnull=False)
    for candidate in rows.select_related("investigator", "village", "area")[::20]:
        assert candidate.investigator.can("review.edit", candidate.village)


def test_each_review_past_a_step_has_its_paper(opened):
    states = dict(opened.reviews.values_list("pk", "state"))
    met = set(MeetingVote.objects.values_list("review", flat=True))
    posted = set(PostingEntry.objects.values_list("review", flat=True))
    asked = set(OpinionEntry.objects.values_list("review", flat=True))
    complained = set(Complaint.objects.filter(outcome="").values_list("review", flat=True))

    assert met == {k for k, s in states.items() if s in ("met", "posted", "asked", "recheck")}
    assert posted == {k for k, s in states.items() if s in ("posted", "asked", "recheck")}
    assert asked == {k for k, s in states.items() if s == "asked"}
    assert complained == {k for k, s in states.items() if s == "recheck"}


def test_papers_follow_the_days_of_the_procedure(opened):
    entries = PostingEntry.objects.select_related("posting", "review")
    held = dict(MeetingVote.objects.values_list("review", "meeting__held_on"))
    asked = dict(OpinionEntry.objects.values_list("review", "opinion__asked_on"))
    for entry in entries:
        review, posting = entry.review, entry.posting
        assert review.submitted_at.date() <= held[review.pk] <= posting.posted_on
        assert is_workday(posting.ends_on)
        assert review.pk not in asked or posting.ends_on < asked[review.pk]


def test_closed_rounds_have_closed_wards_whose_forms_close(demo_city):
    for closed in ReviewRound.objects.filter(state="closed"):
        wards = list(closed.wards.select_related("area"))
        found = movements_of(round=closed, wards=[ward.area for ward in wards])

        assert len(wards) == 8
        assert {ward.state for ward in wards} == {WardRound.State.CLOSED}
        assert all(forms.is_frozen for forms in found)
        assert [f for forms in found for f in forms.findings] == []


def test_the_movement_of_2022_is_the_reported_one(demo_city):
    round_2022 = ReviewRound.objects.get(year=2022)
    wards = [ward.area for ward in round_2022.wards.select_related("area")]
    found = movements_of(round=round_2022, wards=wards)
    lines = [forms.movement.forms["r2"].line("count") for forms in found]

    assert [sum(column) for column in zip(*lines, strict=True)] == [
        331, 51, 23, 0, 0, 5, 17, 0, 279,
    ]  # fmt: skip


def test_every_move_birth_and_death_has_its_event(demo_city):
    kinds = Counter(LifeEvent.objects.values_list("kind", flat=True))

    assert kinds["moved_in"] == Household.objects.filter(origin="moved_in").count()
    assert kinds["moved_out"] == Household.objects.filter(closed_reason="moved_out").count()
    assert kinds["death"] == Person.objects.exclude(died_on=None).count()
    assert kinds["birth"] == 168
    ended = Membership.objects.exclude(valid_to=None).values_list("person", flat=True)
    explained = LifeEvent.objects.values_list("people__person", flat=True)
    assert set(ended) <= set(explained)


def test_exit_plans_of_2022_have_results_and_those_of_2023_wait(demo_city):
    found = Counter(ExitPlan.objects.with_result().values_list("year", "result"))

    assert found[2023, None] == 40
    assert found[2022, None] == 0
    assert found[2022, "near_poor"] + found[2022, "not_poor"] == 24
    assert not ExitPlan.objects.filter(supports=None).exists()


# -- Carried to its end by actions alone


def finish(**options):
    out = StringIO()
    call_command("finish_round", stdout=out, **options)
    return out.getvalue()


def forms_of(opened):
    wards = [part.area for part in opened.wards.select_related("area")]
    return movements_of(round=opened, wards=wards)


def test_a_round_of_real_people_is_finished_by_people(opened, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="demo"):
        finish()

    assert not opened.reviews.filter(state="recognised").exists()


def test_an_unknown_ward_is_said(opened):
    with pytest.raises(CommandError, match="No such ward"):
        finish(ward="99999")


def test_one_ward_goes_from_half_way_to_the_certificate(opened):
    assert "ward closed" in finish(ward="01843")

    ward = opened.wards.select_related("area").get(state="closed")
    reviews = opened.reviews.filter(area=ward.area).select_related("decision", "household")
    chair = User.objects.get(username="chutich.phungchikien")
    [forms] = [found for found in forms_of(opened) if found.area == ward.area]
    listed = [r for r in reviews if r.recognised_class in ("poor", "near_poor")]
    assert ward.area.code == "01843"
    assert forms.is_frozen
    assert [found for found in forms.findings if found.blocks] == []
    assert {r.state for r in reviews} == {"recognised"}
    assert {r.recognised_by for r in reviews} == {chair}
    assert all(chair.pk not in r.authors for r in reviews)
    assert all(r.household.poverty_class == r.recognised_class for r in reviews)
    assert all(opened.starts_on <= r.decision.decided_on <= opened.ends_on for r in reviews)
    assert Certificate.objects.filter(round=opened, area=ward.area).count() == len(listed)
    assert Complaint.objects.filter(round=opened, area=ward.area).exists()
    opened.refresh_from_db()
    assert opened.state == "open"


@pytest.mark.one_database
def test_the_whole_round_ends_with_forms_that_close_for_each_ward(opened, demo_client):
    finish()

    opened.refresh_from_db()
    found = forms_of(opened)
    assert opened.state == "closed"
    assert len(found) == 8
    assert [f for forms in found for f in forms.findings if f.blocks] == []
    for forms in found:
        for name in ("r2", "r3"):
            one, two, three, four, five, six, seven, eight, end = forms.movement.forms[name].line(
                "count"
            )
            assert one - two - three - four + five + six + seven + eight == end
    assert broken_links() == []
    actors = set(AuditEvent.objects.values_list("actor", flat=True)) - {"demo"}
    assert {"thanhpho", "thuongtruc", "rasoat.huyentung1", "chutich.ducxuan"} <= actors
    client = demo_client("thanhpho")
    url = "/figures/exit_plans_fulfilled/?from=01/01/2023&to=31/12/2023&as_of="
    page = client.get(f"{url}{localdate():%d/%m/%Y}")
    assert page.status_code == 200
    assert page.context["figure"].value is not None
    assert client.get(f"{url}31/12/2023").context["figure"].value is None, "not closed by then"
