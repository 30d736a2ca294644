"""Rounds: opened by the standing office, with steps of the law; closed, reopened, unlocked."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from households import actions
from households.actions import RoundData, StepData
from households.models import Review, ReviewRound, RoundStep, Unlock, WardRound
from households.procedure import procedure_on
from households.workflow import State
from povertyportal.accounts.models import AuditEvent
from tests.households.factories import (
    NOW,
    close,
    close_part,
    listed,
    make_household,
    make_review,
    make_round,
    make_unlock,
    recognised,
)

pytestmark = pytest.mark.django_db


def round_data(year=2023, *, month=0, without=(), due=None, **changes):
    """Return a round as the procedure proposes it; `due` moves deadlines, by stage."""
    procedure = procedure_on(date(year, 9, 1))
    starts_on, ends_on = procedure.window(year, month)
    steps = [
        StepData(stage=rule.stage, owner=rule.owner, due_on=(due or {}).get(rule.stage, day))
        for rule, day in procedure.stages_of(starts_on, ends_on)
        if rule.stage not in without
    ]
    values = {
        "year": year,
        "kind": "adhoc" if month else "periodic",
        "month": month,
        "standard": "STD2022",
        "starts_on": starts_on,
        "ends_on": ends_on,
        "steps": steps,
    }
    return RoundData(**values | changes)


def errors_of(caught):
    """Return the codes of what was refused, at fields or above them."""
    error = caught.value
    lists = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
    return {each.code for errors in lists for each in errors} | set(
        getattr(error, "error_dict", {})
    )


class TestOpening:
    def test_round_has_the_steps_of_the_law_and_a_part_for_each_ward(
        self, standing, ward, other_ward
    ):
        opened = actions.open_round(data=round_data(), by=standing)

        assert [step.stage for step in opened.steps.all()] == [
            "candidates",
            "visit",
            "meeting",
            "posting",
            "opinion",
            "recognition",
            "summary",
        ]
        assert {part.area for part in opened.wards.all()} == {ward, other_ward}
        assert AuditEvent.objects.get(action="round.open").actor == "standing"

    def test_from_july_2025_no_opinion_is_asked(self, standing, ward):
        opened = actions.open_round(data=round_data(2025), by=standing)

        assert "opinion" not in opened.stages

    def test_an_opinion_after_its_end_is_refused(self, standing, ward):
        data = round_data(2025)
        steps = [
            *data.steps,
            StepData(stage="opinion", owner="city_leader", due_on=date(2025, 12, 5)),
        ]

        with pytest.raises(ValidationError) as caught:
            actions.open_round(data=round_data(2025, steps=steps), by=standing)

        assert "stage_ended" in errors_of(caught)
        assert "01/07/2025" in " ".join(caught.value.messages)

    @pytest.mark.parametrize(
        ("changes", "wrong"),
        [
            ({"without": ["meeting"]}, "stage_missing"),
            ({"without": ["opinion"]}, "stage_missing"),
            ({"due": {"visit": date(2024, 1, 1)}}, "due_outside"),
            ({"due": {"visit": date(2023, 9, 2)}}, "order"),
            ({"ends_on": date(2023, 8, 1)}, "ends_on"),
            ({"starts_on": date(2022, 9, 1)}, "starts_on"),
            ({"ends_on": date(2062, 12, 14)}, "ends_on"),
            ({"standard": "STD1900"}, "standard"),
            ({"kind": "yearly"}, "kind"),
        ],
    )
    def test_a_round_that_cannot_be_is_refused(self, standing, ward, changes, wrong):
        with pytest.raises(ValidationError) as caught:
            actions.open_round(data=round_data(**changes), by=standing)

        assert wrong in errors_of(caught)
        assert not ReviewRound.objects.exists()

    @pytest.mark.parametrize(
        ("step", "wrong"),
        [
            (
                StepData(stage="party", owner="ward_officer", due_on=date(2023, 10, 1)),
                "stage_unknown",
            ),
            (
                StepData(stage="visit", owner="ward_officer", due_on=date(2023, 10, 1)),
                "stage_unknown",
            ),
        ],
    )
    def test_an_unknown_step_or_the_same_twice_is_refused_in_words(
        self, standing, ward, step, wrong
    ):
        data = round_data()

        with pytest.raises(ValidationError) as caught:
            actions.open_round(data=round_data(steps=[*data.steps, step]), by=standing)

        assert errors_of(caught) == {wrong}

    def test_an_owner_who_is_no_role_is_refused(self, standing, ward):
        steps = [
            StepData(stage=s.stage, owner="mayor", due_on=s.due_on) for s in round_data().steps
        ]

        with pytest.raises(ValidationError) as caught:
            actions.open_round(data=round_data(steps=steps), by=standing)

        assert errors_of(caught) == {"owner_unknown"}

    def test_the_same_round_is_opened_once(self, standing, ward):
        actions.open_round(data=round_data(), by=standing)

        with pytest.raises(ValidationError) as caught:
            actions.open_round(data=round_data(), by=standing)

        assert errors_of(caught) == {"round_exists"}

    def test_an_ad_hoc_round_runs_from_the_fifteenth(self, standing, ward):
        opened = actions.open_round(data=round_data(2023, month=2), by=standing)

        assert (opened.starts_on, opened.ends_on) == (date(2023, 2, 15), date(2023, 2, 28))
        assert all(opened.starts_on <= s.due_on <= opened.ends_on for s in opened.steps.all())

    @pytest.mark.parametrize("who", ["officer", "chair", "leader", "outsider"])
    def test_others_may_not_open(self, request, ward, who):
        with pytest.raises(PermissionDenied):
            actions.open_round(data=round_data(), by=request.getfixturevalue(who))


class TestOpeningPage:
    URL = "/reviews/rounds/new/"

    def typed(self, client, which):
        """Return what the page proposes for the round, as a browser would send it."""
        form = client.get(f"{self.URL}?{which}").context["form"]
        found = {}
        for field in form.visible_fields():
            value = field.initial
            found[field.html_name] = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
        return found

    def test_proposal_can_be_confirmed_as_it_stands(self, client_of, standing, ward):
        client = client_of(standing)
        which = "kind=periodic&year=2024"

        response = client.post(f"{self.URL}?{which}", self.typed(client, which))

        opened = ReviewRound.objects.get()
        assert response.url == f"/reviews/rounds/{opened.pk}/"
        assert (opened.standard, str(opened.starts_on), str(opened.ends_on)) == (
            "STD2022",
            "2024-09-01",
            "2024-12-14",
        )

    @pytest.mark.parametrize(
        ("which", "standard", "has_opinion"),
        [
            ("kind=periodic&year=2023", "STD2022", True),
            ("kind=periodic&year=2025", "STD2022", False),
            ("kind=periodic&year=2026", "STD2027", False),
            ("kind=adhoc&year=2026&month=3", "STD2022", False),
            ("kind=adhoc&year=2025&month=6", "STD2022", True),
            ("kind=adhoc&year=2025&month=7", "STD2022", False),
        ],
    )
    def test_proposal_knows_the_standard_and_the_end_of_the_opinion(
        self, client_of, standing, ward, which, standard, has_opinion
    ):
        form = client_of(standing).get(f"{self.URL}?{which}").context["form"]

        assert form.initial["standard"] == standard
        assert ("due_opinion" in form.fields) is has_opinion

    def test_owner_and_deadline_can_be_changed(self, client_of, standing, ward):
        client = client_of(standing)
        which = "kind=periodic&year=2023"
        typed = self.typed(client, which) | {
            "owner_meeting": "ward_chair",
            "due_meeting": "15/11/2023",
        }

        client.post(f"{self.URL}?{which}", typed)

        step = RoundStep.objects.get(stage="meeting")
        assert (step.owner, step.due_on) == ("ward_chair", date(2023, 11, 15))

    def test_a_deadline_outside_is_said_at_its_field_and_nothing_is_lost(
        self, client_of, standing, ward
    ):
        client = client_of(standing)
        which = "kind=periodic&year=2023"
        typed = self.typed(client, which) | {"due_meeting": "15/01/2024"}

        page = client.post(f"{self.URL}?{which}", typed)

        assert "due_meeting" in page.context["form"].errors
        assert "15/01/2024" in page.content.decode()
        assert not ReviewRound.objects.exists()

    def test_sending_it_twice_leads_to_the_first(self, client_of, standing, ward):
        client = client_of(standing)
        which = "kind=periodic&year=2023"
        typed = self.typed(client, which)

        first = client.post(f"{self.URL}?{which}", typed)
        second = client.post(f"{self.URL}?{which}", typed)

        assert first.url == second.url
        assert ReviewRound.objects.count() == 1

    @pytest.mark.parametrize(
        "query",
        [
            "kind=yearly&year=2023",
            "kind=periodic&year=1999",
            "kind=periodic&year=9999999999999999999999",
            "kind=periodic&year=%00",
            "kind=adhoc&year=2023&month=13",
            "kind=adhoc&year=2023",
        ],
    )
    def test_a_round_that_is_none_gets_words(self, client_of, standing, ward, query):
        page = client_of(standing).get(f"{self.URL}?{query}")

        assert page.status_code == 200
        assert page.context["form"] is None
        assert page.context["which"].errors


class TestSteps:
    @pytest.fixture
    def opened(self, standing, ward):
        return actions.open_round(data=round_data(), by=standing)

    def typed(self, client, opened):
        form = client.get(f"/reviews/rounds/{opened.pk}/steps/").context["form"]
        return {
            field.html_name: f"{v:%d/%m/%Y}" if isinstance(v := field.initial, date) else v
            for field in form
        }

    def test_deadline_and_last_day_change_with_one_event(self, client_of, standing, opened):
        client = client_of(standing)
        typed = self.typed(client, opened) | {
            "ends_on": "20/12/2023",
            "due_summary": "20/12/2023",
        }

        client.post(f"/reviews/rounds/{opened.pk}/steps/", typed)

        opened.refresh_from_db()
        event = AuditEvent.objects.get(action="round.steps")
        assert opened.ends_on == date(2023, 12, 20)
        assert set(event.changes) == {"ends_on", "summary"}

    def test_a_stale_form_gets_both_values_and_keeps_what_was_typed(
        self, client_of, standing, opened
    ):
        client = client_of(standing)
        url = f"/reviews/rounds/{opened.pk}/steps/"
        mine = self.typed(client, opened) | {"due_visit": "25/10/2023"}
        theirs = self.typed(client, opened) | {"due_visit": "20/10/2023"}
        client.post(url, theirs)

        page = client.post(url, mine)
        again = dict(mine, seen=page.context["form"]["seen"].value())
        saved = client.post(url, again)

        text = page.content.decode()
        assert page.status_code == 409
        assert "20/10/2023" in text
        assert "25/10/2023" in text
        assert saved.status_code == 302
        assert RoundStep.objects.get(stage="visit").due_on == date(2023, 10, 25)

    def test_nothing_changed_leaves_no_event(self, client_of, standing, opened):
        client = client_of(standing)

        client.post(f"/reviews/rounds/{opened.pk}/steps/", self.typed(client, opened))

        assert not AuditEvent.objects.filter(action="round.steps").exists()

    def test_the_opinion_stays_while_the_city_is_asked(self, standing, officer, ward):
        data = round_data(2025, month=6, ends_on=date(2025, 7, 10))
        opened = actions.open_round(data=data, by=standing)
        make_review(make_household(ward), opened, by=officer, state=State.ASKED)
        without = [step for step in data.steps if step.stage != "opinion"]

        with pytest.raises(ValidationError) as caught:
            actions.change_steps(round=opened, steps=without, by=standing)

        assert errors_of(caught) == {"stage_in_use"}

    def test_a_closed_round_keeps_its_steps(self, client_of, standing, opened):
        close(opened)

        page = client_of(standing).get(f"/reviews/rounds/{opened.pk}/steps/")
        with pytest.raises(ValidationError):
            actions.change_steps(round=opened, steps=round_data().steps, by=standing)

        assert page.status_code == 404

    @pytest.mark.parametrize("who", ["officer", "chair", "outsider"])
    def test_others_may_not_change_them(self, request, opened, who):
        with pytest.raises(PermissionDenied):
            actions.change_steps(
                round=opened, steps=round_data().steps, by=request.getfixturevalue(who)
            )


class TestClosingARound:
    @pytest.fixture
    def round_2023(self):
        return make_round(2023)

    def test_closes_when_everything_is_recognised(
        self, client_of, ward, round_2023, officer, standing
    ):
        draft = make_review(make_household(ward), round_2023, by=officer)
        client = client_of(standing)
        url = f"/reviews/rounds/{round_2023.pk}/close/"

        client.post(url)
        round_2023.refresh_from_db()
        assert round_2023.state == "open"

        draft.delete()
        client.post(url)
        round_2023.refresh_from_db()
        assert (round_2023.state, round_2023.closed_by) == ("closed", standing)

    def test_names_the_wards_that_are_still_open(self, client_of, standing, ward, round_2023):
        WardRound.objects.create(round=round_2023, area=ward)

        page = client_of(standing).get(f"/reviews/rounds/{round_2023.pk}/close/")

        assert ward.name in page.content.decode()

    def test_reopening_needs_a_reason_that_stays(self, client_of, round_2023, standing):
        close(round_2023)
        client = client_of(standing)
        url = f"/reviews/rounds/{round_2023.pk}/reopen/"

        client.post(url, {"note": "  "})
        round_2023.refresh_from_db()
        assert round_2023.state == "closed"

        client.post(url, {"note": "Sửa theo kết luận kiểm tra"})
        round_2023.refresh_from_db()
        assert round_2023.state == "open"
        assert AuditEvent.objects.get(action="round.reopen").note == "Sửa theo kết luận kiểm tra"

    def test_reopened_round_closes_again(self, client_of, round_2023, standing):
        close(round_2023)
        actions.reopen_round(round=round_2023, by=standing, note="Sửa")

        actions.close_round(round=round_2023, by=standing, now=NOW)

        round_2023.refresh_from_db()
        assert round_2023.state == "closed"

    @pytest.mark.parametrize("who", ["officer", "chair", "leader", "auditor", "outsider"])
    @pytest.mark.parametrize("what", ["close", "reopen"])
    def test_others_may_not(self, request, client_of, round_2023, who, what):
        if what == "reopen":
            close(round_2023)
        before = AuditEvent.objects.count()

        response = client_of(request.getfixturevalue(who)).post(
            f"/reviews/rounds/{round_2023.pk}/{what}/", {"note": "Vì sao"}
        )

        assert response.status_code == 403
        assert AuditEvent.objects.exclude(action="login").count() == before


class TestClosingAWard:
    @pytest.fixture
    def round_2023(self):
        return make_round(2023)

    def url(self, round_, area, what):
        return reverse(f"ward_{what}", args=[round_.pk, area.pk])

    def test_says_which_households_are_missing(self, client_of, chair, officer, ward, round_2023):
        begun, waiting = make_household(ward, head="Lý Văn Một"), make_household(ward)
        make_review(begun, round_2023, by=officer, state=State.SUBMITTED)
        listed(waiting, round_2023, by=officer)
        client = client_of(chair)

        page = client.get(self.url(round_2023, ward, "close")).content.decode()
        client.post(self.url(round_2023, ward, "close"))

        assert begun.code in page
        assert f"/households/{waiting.code}/" in page
        assert not WardRound.objects.filter(state="closed").exists()

    def test_a_dropped_household_does_not_keep_the_ward_open(
        self, client_of, chair, officer, ward, round_2023
    ):
        home = make_household(ward)
        dropped = listed(home, round_2023, by=officer, source="officer")
        actions.quick_review(candidate=dropped, met=["CAR", "LAND"], by=officer, now=NOW)

        page = client_of(chair).get(self.url(round_2023, ward, "close"))

        assert page.context["missing"] == []

    def test_reopening_is_a_right_of_its_own_with_a_reason(
        self, client_of, chair, standing, ward, round_2023
    ):
        close_part(round_2023, ward, by=chair)
        url = self.url(round_2023, ward, "reopen")

        refused = client_of(chair).post(url, {"note": "Tôi muốn sửa"})
        bare = client_of(standing).post(url, {"note": ""})
        assert WardRound.objects.get().state == "closed"
        client_of(standing).post(url, {"note": "Theo kết luận kiểm tra"})

        assert (refused.status_code, bare.status_code) == (403, 200)
        assert WardRound.objects.get().state == "open"
        assert AuditEvent.objects.get(action="ward.reopen").note == "Theo kết luận kiểm tra"

    def test_another_wards_chair_sees_nothing_to_close(self, client_of, chair, other_ward):
        round_ = make_round(2023)

        response = client_of(chair).post(self.url(round_, other_ward, "close"))

        assert response.status_code == 404


class TestUnlocking:
    @pytest.fixture
    def closed(self, ward, chair):
        return close_part(make_round(2023), ward, by=chair)

    @pytest.fixture
    def home(self, ward, village, officer, chair):
        """Return a household recognised before its ward closed."""
        home = make_household(ward, village=village)
        recognised(home, make_round(2023), by=officer, chair=chair)
        close_part(ReviewRound.objects.get(), ward, by=chair)
        return home

    def url(self, home):
        return reverse("unlock_create", args=[ReviewRound.objects.get().pk, home.area_id])

    def typed(self, home, user):
        return {
            "household": home.code,
            "user": str(user.pk),
            "hours": "24",
            "reason": "Sai số khẩu",
        }

    def test_one_person_may_correct_one_household(self, client_of, standing, officer, home):
        response = client_of(standing).post(self.url(home), self.typed(home, officer))

        unlock = Unlock.objects.get()
        assert response.status_code == 302
        assert unlock.expires_at - unlock.granted_at == timedelta(hours=24)
        assert AuditEvent.objects.get(action="ward.unlock").note == "Sai số khẩu"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("hours", "0"),
            ("hours", "73"),
            ("hours", "hai"),
            ("reason", "   "),
            ("reason", "x" * 501),
            ("household", "BK-999999"),
            ("household", "'; DROP TABLE"),
            ("user", "999999"),
            ("user", ""),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(
        self, client_of, standing, officer, home, field, value
    ):
        typed = self.typed(home, officer) | {field: value}

        page = client_of(standing).post(self.url(home), typed)

        assert page.status_code == 200
        assert field in page.context["form"].errors
        assert not Unlock.objects.exists()

    def test_a_double_click_unlocks_once(self, client_of, standing, officer, home):
        client = client_of(standing)

        client.post(self.url(home), self.typed(home, officer))
        client.post(self.url(home), self.typed(home, officer))

        assert Unlock.objects.count() == 1

    @pytest.mark.parametrize("who", ["officer", "chair", "leader", "outsider"])
    def test_others_may_not_unlock(self, request, client_of, officer, home, who):
        user = request.getfixturevalue(who)

        response = client_of(user).post(self.url(home), self.typed(home, officer))

        assert response.status_code == 403
        assert not Unlock.objects.exists()

    def test_an_expired_unlock_has_locked_itself(self, standing, officer, chair, home):
        begun = timezone.now() - timedelta(hours=25)
        make_unlock(
            home, user=officer, by=standing, round_=ReviewRound.objects.get(), started=begun
        )

        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.update(size=9)

        assert not Unlock.objects.active_at(timezone.now()).exists()

    def test_an_unlock_that_holds_lets_the_row_change(self, standing, officer, home):
        make_unlock(home, user=officer, by=standing, round_=ReviewRound.objects.get())

        assert Review.objects.update(size=9) == 1

    def test_it_can_be_ended_before_its_time_by_who_holds_it(
        self, client_of, standing, officer, home
    ):
        unlock = make_unlock(home, user=officer, by=standing, round_=ReviewRound.objects.get())

        client_of(officer).post(reverse("unlock_end", args=[unlock.pk]))

        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.update(size=9)
        assert AuditEvent.objects.filter(action="ward.lock").count() == 1

    def test_the_list_shows_own_wards_only(self, client_of, standing, officer, other_officer, home):
        make_unlock(home, user=officer, by=standing, round_=ReviewRound.objects.get())

        own = client_of(officer).get("/reviews/unlocks/")
        elsewhere = client_of(other_officer).get("/reviews/unlocks/")

        assert "đang mở" in own.content.decode()
        assert elsewhere.context["page"].rows == []


class TestPages:
    def test_the_page_of_a_round_says_who_closed_it_and_which_wards(
        self, client_of, standing, chair, ward
    ):
        round_ = actions.open_round(data=round_data(), by=standing)
        close_part(round_, ward, by=chair)

        page = client_of(standing).get(f"/reviews/rounds/{round_.pk}/").content.decode()

        assert "20/09/2023" in page
        assert str(chair) in page
        assert "Mở tạm một hộ" in page

    def test_a_ward_officer_sees_the_own_ward_of_it(self, client_of, standing, officer, other_ward):
        round_ = actions.open_round(data=round_data(), by=standing)

        page = client_of(officer).get(f"/reviews/rounds/{round_.pk}/")

        assert [part.area.name for part in page.context["wards"]] == ["Phường Huyền Tụng"]

    def test_the_list_of_rounds_is_for_who_views_reviews(self, client_of, officer, outsider):
        make_round(2023)

        assert client_of(officer).get("/reviews/rounds/").status_code == 200
        assert client_of(outsider).get("/reviews/rounds/").status_code == 403
