"""From a sent review to the certificate: meeting, posting, complaint, opinion, decision."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from households import actions
from households.actions import (
    AnswerData,
    ComplaintData,
    DecisionData,
    MeetingData,
    OpinionData,
    PostingData,
    RecheckData,
    VoteData,
)
from households.models import (
    Certificate,
    Complaint,
    MeetingVote,
    Opinion,
    Posting,
    PostingEntry,
    RecognitionDecision,
    Review,
    RoundStep,
    VillageMeeting,
)
from households.workflow import State
from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting.models import Paper
from povertyportal.reporting.papers import CheckedPaper
from tests.households.factories import (
    NOW,
    close,
    make_household,
    make_person,
    make_review,
    make_round,
)

pytestmark = pytest.mark.django_db
TODAY = date(2023, 10, 2)
SCAN = CheckedPaper("bien-ban.pdf", "application/pdf", b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF")


def later(days):
    return NOW + timedelta(days=days)


@pytest.fixture
def round_2023(db):
    return make_round(2023)


@pytest.fixture
def without_opinion(round_2023):
    """Take the opinion of the city out of the round, as from July 2025."""
    for stage, owner in (("meeting", "ward_officer"), ("recognition", "ward_chair")):
        RoundStep.objects.create(
            round=round_2023, stage=stage, owner=owner, due_on=date(2023, 11, 1)
        )
    round_2023.__dict__.pop("stages", None)
    return round_2023


@pytest.fixture
def household(ward, village):
    return make_household(ward, village=village, code="BK-800001")


@pytest.fixture
def sent(household, round_2023, investigator):
    return make_review(household, round_2023, by=investigator, state=State.SUBMITTED)


def meeting_data(**changes):
    return MeetingData(
        **{
            "held_on": TODAY,
            "place": "Nhà văn hoá Tổ 1",
            "chaired_by": "Hoàng Văn Trưởng",
            "secretary": "Nông Thị Thư",
            "invited": 40,
            "attended": 30,
        }
        | changes
    )


def meet(review, *, by, village=None, scan=None, now=NOW, data=None, **vote):
    return actions.hold_meeting(
        round=review.round,
        area=review.area,
        village=village,
        data=data or meeting_data(),
        votes=[VoteData(review=review.pk, **{"in_favour": 30} | vote)],
        scan=scan,
        by=by,
        now=now,
    )


def post(review, *, by, now=NOW, posted_on=TODAY, **changes):
    return actions.post_results(
        round=review.round,
        area=review.area,
        keys=[review.pk],
        data=PostingData(posted_on=posted_on, places="Trụ sở UBND phường", **changes),
        by=by,
        now=now,
    )


def ask(review, *, by, now, asked_on, number="15/BC-UBND"):
    return actions.ask_opinion(
        round=review.round,
        area=review.area,
        keys=[review.pk],
        data=OpinionData(number=number, asked_on=asked_on),
        by=by,
        now=now,
    )


def answer(opinion, *, by, now, refused=None, answered_on=date(2023, 10, 9)):
    return actions.answer_opinion(
        opinion=opinion,
        data=AnswerData(number="99/UBND", answered_on=answered_on),
        refused=refused or {},
        by=by,
        now=now,
    )


def decide(review, *, by, now, decided_on, number="12/QĐ-UBND", **changes):
    return actions.recognise(
        round=review.round,
        area=review.area,
        keys=[review.pk],
        decision=DecisionData(
            number=number, decided_on=decided_on, signer_title="Chủ tịch UBND phường"
        ),
        by=by,
        now=now,
        **changes,
    )


@pytest.fixture
def met(sent, officer):
    meet(sent, by=officer)
    sent.refresh_from_db()
    return sent


@pytest.fixture
def posted(met, officer):
    post(met, by=officer)
    met.refresh_from_db()
    return met


@pytest.fixture
def asked(posted, chair):
    found = ask(posted, by=chair, now=later(4), asked_on=date(2023, 10, 6))
    posted.refresh_from_db()
    return found


@pytest.fixture
def answered(asked, leader, posted):
    answer(asked, by=leader, now=later(7))
    posted.refresh_from_db()
    return posted


class TestMeeting:
    def test_what_the_meeting_agrees_on_goes_on_to_the_posting(self, sent, officer, village):
        meeting = meet(sent, by=officer, village=village)

        sent.refresh_from_db()
        vote = meeting.votes.get()
        assert (sent.state, vote.is_agreed, vote.agreed_class) == ("met", True, "poor")
        assert AuditEvent.objects.filter(action="meeting.create").count() == 1
        assert AuditEvent.objects.filter(action="review.meet").count() == 1

    def test_half_of_those_present_is_enough_and_less_sends_it_back_with_their_words(
        self, sent, officer, household, ward, round_2023
    ):
        other = make_review(
            make_household(ward, head="Lý Văn Tòng"),
            round_2023,
            by=officer,
            state=State.SUBMITTED,
        )
        actions.hold_meeting(
            round=round_2023,
            area=ward,
            village=None,
            data=meeting_data(),
            votes=[
                VoteData(review=sent.pk, in_favour=15),
                VoteData(review=other.pk, in_favour=14, note="Hộ đã có việc làm ổn định"),
            ],
            by=officer,
            now=NOW,
        )

        sent.refresh_from_db()
        other.refresh_from_db()
        assert (sent.state, other.state) == ("met", "returned")
        assert other.return_note == "Hộ đã có việc làm ổn định"
        assert MeetingVote.objects.filter(is_agreed=False).count() == 1

    def test_a_vote_against_needs_words(self, sent, officer):
        with pytest.raises(ValidationError, match="ý kiến của cuộc họp"):
            meet(sent, by=officer, in_favour=3)

        assert not VillageMeeting.objects.exists()

    def test_another_class_needs_a_reason_and_the_scanned_minutes(self, sent, officer):
        with pytest.raises(ValidationError, match="lý do"):
            meet(sent, by=officer, agreed_class="near_poor", scan=SCAN)
        with pytest.raises(ValidationError, match="bản quét biên bản"):
            meet(sent, by=officer, agreed_class="near_poor", note="Mới có lương hưu")
        assert not Paper.objects.exists()

        meeting = meet(
            sent, by=officer, agreed_class="near_poor", note="Mới có lương hưu", scan=SCAN
        )

        sent.refresh_from_db()
        assert (sent.computed_class, sent.proposed_class) == ("poor", "near_poor")
        assert sent.class_reason == "Mới có lương hưu"
        assert meeting.scan is not None
        with meeting.scan.file.open("rb") as kept:
            assert kept.read() == SCAN.content

    def test_agreeing_on_the_computed_class_again_drops_the_reason(
        self, household, round_2023, investigator, officer
    ):
        review = make_review(
            household,
            round_2023,
            by=investigator,
            state=State.SUBMITTED,
            proposed_class="near_poor",
            class_reason="Có thu nhập thêm",
        )

        meet(review, by=officer, agreed_class="poor", note="Thu nhập thêm không thường xuyên")

        review.refresh_from_db()
        assert (review.proposed_class, review.class_reason) == ("poor", "")

    @pytest.mark.parametrize(
        "changes",
        [
            {"held_on": date(2023, 8, 31)},
            {"held_on": date(2023, 10, 3)},
            {"attended": 41},
            {"attended": 0},
            {"place": ""},
            {"chaired_by": "x" * 121},
        ],
    )
    def test_days_and_numbers_that_cannot_be_are_refused(self, sent, officer, changes):
        with pytest.raises(ValidationError):
            meet(sent, by=officer, data=meeting_data(**changes), in_favour=0, note="vì")

        sent.refresh_from_db()
        assert sent.state == State.SUBMITTED

    def test_more_votes_than_people_are_refused(self, sent, officer):
        with pytest.raises(ValidationError, match="số người dự họp"):
            meet(sent, by=officer, in_favour=31)

    def test_a_household_of_another_village_is_refused(self, sent, officer, second_village):
        with pytest.raises(ValidationError, match="không thuộc thôn"):
            meet(sent, by=officer, village=second_village)

    def test_one_late_review_stops_the_whole_meeting_and_is_named(
        self, sent, officer, ward, round_2023
    ):
        late = make_review(make_household(ward, code="BK-800777"), round_2023, by=officer)

        with pytest.raises(ValidationError, match="BK-800777"):
            actions.hold_meeting(
                round=round_2023,
                area=ward,
                village=None,
                data=meeting_data(),
                votes=[VoteData(review=key, in_favour=30) for key in (sent.pk, late.pk)],
                by=officer,
                now=NOW,
            )

        sent.refresh_from_db()
        assert sent.state == State.SUBMITTED

    @pytest.mark.parametrize("who", ["other_officer", "chair", "investigator", "outsider"])
    def test_others_write_no_meeting(self, request, sent, who):
        with pytest.raises(PermissionDenied):
            meet(sent, by=request.getfixturevalue(who))

    def test_the_same_form_twice_gives_the_first_meeting(self, sent, officer):
        data = meeting_data(submit_token=uuid4())

        first = meet(sent, by=officer, data=data)
        second = meet(sent, by=officer, data=data)

        assert first == second
        assert VillageMeeting.objects.count() == 1

    def test_nothing_is_written_in_a_closed_round(self, sent, officer, round_2023):
        close(round_2023)

        with pytest.raises(ValidationError, match="đã khoá"):
            meet(sent, by=officer)


class TestPosting:
    def test_it_hangs_for_the_working_days_of_the_procedure(self, met, officer):
        posting = post(met, by=officer)

        assert posting.ends_on == date(2023, 10, 5)
        assert not posting.is_over(date(2023, 10, 5))
        assert posting.is_over(date(2023, 10, 6))
        assert posting.entries.get().proposed_class == "poor"

    def test_days_off_are_no_working_days(self, met, officer):
        posting = post(met, by=officer, now=later(4), posted_on=date(2023, 10, 6))

        assert posting.ends_on == date(2023, 10, 11)

    def test_without_a_choice_everything_that_was_met_is_posted(
        self, met, officer, ward, round_2023
    ):
        other = make_review(make_household(ward), round_2023, by=officer, state=State.SUBMITTED)

        posting = actions.post_results(
            round=round_2023,
            area=ward,
            data=PostingData(posted_on=TODAY, places="Trụ sở"),
            by=officer,
            now=NOW,
        )

        other.refresh_from_db()
        assert posting.entries.count() == 1
        assert other.state == State.SUBMITTED

    @pytest.mark.parametrize("day", [date(2023, 10, 1), date(2023, 10, 3)])
    def test_it_is_neither_before_the_meeting_nor_to_come(self, met, officer, day):
        with pytest.raises(ValidationError):
            post(met, by=officer, posted_on=day)

    def test_a_later_change_leaves_the_posted_class_alone(self, posted):
        Review.objects.filter(pk=posted.pk).update(
            proposed_class="near_poor", class_reason="phúc tra"
        )

        assert PostingEntry.objects.get().proposed_class == "poor"


class TestComplaint:
    def complain(self, review, *, by, now=NOW, **changes):
        data = {"received_on": TODAY, "content": "Hộ có đất cho thuê", "complainant": "Lý A"}
        return actions.record_complaint(
            review=review, data=ComplaintData(**data | changes), by=by, now=now
        )

    def resolve(self, complaint, *, by, outcome="kept", now=NOW, **changes):
        data = {"rechecked_on": TODAY, "outcome": outcome, "finding": "Đất đã bán năm 2021"}
        return actions.resolve_complaint(
            complaint=complaint, data=RecheckData(**data | changes), by=by, now=now
        )

    def test_the_review_opens_for_the_re_check_within_seven_working_days(self, posted, officer):
        complaint = self.complain(posted, by=officer)

        posted.refresh_from_db()
        assert complaint.due_on == date(2023, 10, 11)
        assert posted.state == State.RECHECK
        assert posted.is_editable

    def test_after_the_re_check_the_result_is_posted_again(self, posted, officer):
        complaint = self.complain(posted, by=officer)
        self.resolve(complaint, by=officer)

        posted.refresh_from_db()
        assert posted.state == State.MET
        post(posted, by=officer, now=later(3), posted_on=date(2023, 10, 5))
        assert posted.postings.count() == 2

    def test_an_incomplete_re_check_is_not_concluded(self, posted, officer):
        complaint = self.complain(posted, by=officer)
        Review.objects.filter(pk=posted.pk).update(
            b1=None, b2=None, computed_class="", proposed_class=""
        )

        with pytest.raises(ValidationError, match="còn thiếu"):
            self.resolve(complaint, by=officer)

    def test_kept_does_not_go_with_another_class(self, posted, officer):
        complaint = self.complain(posted, by=officer)
        Review.objects.filter(pk=posted.pk).update(
            proposed_class="near_poor", class_reason="phúc tra"
        )

        with pytest.raises(ValidationError, match="phải là thay đổi"):
            self.resolve(complaint, by=officer)
        self.resolve(complaint, by=officer, outcome="changed")

        assert Complaint.objects.get().outcome == "changed"

    @pytest.mark.parametrize(
        "changes",
        [
            {"received_on": date(2023, 10, 1)},
            {"received_on": date(2023, 10, 3)},
            {"content": ""},
            {"content": "x" * 1001},
            {"complainant": "x" * 121},
        ],
    )
    def test_what_cannot_be_is_refused(self, posted, officer, changes):
        with pytest.raises(ValidationError):
            self.complain(posted, by=officer, **changes)

        assert not Complaint.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"rechecked_on": date(2023, 10, 1)},
            {"rechecked_on": date(2023, 10, 3)},
            {"finding": "  "},
            {"outcome": "maybe"},
        ],
    )
    def test_a_conclusion_that_cannot_be_is_refused(self, posted, officer, changes):
        complaint = self.complain(posted, by=officer)

        with pytest.raises(ValidationError):
            self.resolve(complaint, by=officer, **changes)

    def test_it_is_concluded_once(self, posted, officer):
        complaint = self.complain(posted, by=officer)
        self.resolve(complaint, by=officer)

        with pytest.raises(ValidationError, match="đã có kết luận"):
            self.resolve(complaint, by=officer)

    @pytest.mark.parametrize("who", ["other_officer", "investigator", "leader", "outsider"])
    def test_others_write_no_complaint(self, request, posted, who):
        with pytest.raises(PermissionDenied):
            self.complain(posted, by=request.getfixturevalue(who))


class TestOpinion:
    def test_it_is_asked_from_the_day_after_the_posting(self, posted, chair):
        with pytest.raises(ValidationError, match="Niêm yết đến hết ngày 05/10/2023"):
            ask(posted, by=chair, now=later(3), asked_on=date(2023, 10, 5))

        opinion = ask(posted, by=chair, now=later(4), asked_on=date(2023, 10, 6))

        posted.refresh_from_db()
        assert posted.state == State.ASKED
        assert opinion.due_on == date(2023, 10, 13)

    def test_a_report_dated_back_into_the_posting_is_refused(self, posted, chair):
        with pytest.raises(ValidationError, match="Niêm yết đến hết ngày"):
            ask(posted, by=chair, now=later(9), asked_on=date(2023, 10, 4))

    def test_older_postings_count_from_the_day_of_their_state(
        self, household, round_2023, investigator, chair
    ):
        review = make_review(
            household,
            round_2023,
            by=investigator,
            state=State.POSTED,
            posted_by=chair,
            posted_at=NOW,
        )

        with pytest.raises(ValidationError, match="05/10/2023"):
            ask(review, by=chair, now=later(3), asked_on=date(2023, 10, 5))
        ask(review, by=chair, now=later(4), asked_on=date(2023, 10, 6))

    def test_the_city_agrees_household_by_household(
        self, posted, chair, leader, ward, round_2023, investigator
    ):
        other = make_review(
            make_household(ward),
            round_2023,
            by=investigator,
            state=State.POSTED,
            posted_by=chair,
            posted_at=NOW,
        )
        opinion = actions.ask_opinion(
            round=round_2023,
            area=ward,
            keys=[posted.pk, other.pk],
            data=OpinionData(number="15/BC-UBND", asked_on=date(2023, 10, 6)),
            by=chair,
            now=later(4),
        )

        answer(opinion, by=leader, now=later(7), refused={other.pk: "Chưa đủ căn cứ"})

        posted.refresh_from_db()
        other.refresh_from_db()
        assert (posted.state, other.state) == ("answered", "returned")
        assert other.return_note == "Chưa đủ căn cứ"
        assert AuditEvent.objects.filter(action="opinion.answer").count() == 1
        assert AuditEvent.objects.filter(action="review.refuse").count() == 1

    @pytest.mark.parametrize("day", [date(2023, 10, 5), date(2023, 10, 10)])
    def test_the_answer_lies_between_the_report_and_today(self, asked, leader, day):
        with pytest.raises(ValidationError):
            answer(asked, by=leader, now=later(7), answered_on=day)

    def test_a_refusal_needs_words(self, asked, leader, posted):
        with pytest.raises(ValidationError, match="cần ghi ý kiến"):
            answer(asked, by=leader, now=later(7), refused={posted.pk: " "})

    def test_it_is_answered_once(self, asked, leader):
        answer(asked, by=leader, now=later(7))

        with pytest.raises(ValidationError, match="đã được trả lời"):
            answer(asked, by=leader, now=later(7))

    def test_nobody_answers_their_own_report(self, asked, leader):
        Opinion.objects.filter(pk=asked.pk).update(recorded_by=leader)

        with pytest.raises(ValidationError, match="do mình lập"):
            answer(asked, by=leader, now=later(7))

    @pytest.mark.parametrize("who", ["chair", "officer", "standing", "outsider"])
    def test_others_do_not_answer(self, request, asked, who):
        with pytest.raises(PermissionDenied):
            answer(asked, by=request.getfixturevalue(who), now=later(7))


class TestRecognition:
    def test_the_class_becomes_official(self, answered, chair, household):
        decision = decide(answered, by=chair, now=later(8), decided_on=date(2023, 10, 10))

        answered.refresh_from_db()
        household.refresh_from_db()
        assert (answered.recognised_class, household.poverty_class) == ("poor", "poor")
        assert (answered.decision, answered.recognised_by) == (decision, chair)
        assert AuditEvent.objects.filter(action="decision.create").count() == 1

    def test_a_decision_is_not_older_than_the_answer(self, answered, chair):
        with pytest.raises(ValidationError):
            decide(answered, by=chair, now=later(8), decided_on=date(2023, 10, 8))

    def test_without_a_city_stage_the_posting_must_be_over(self, without_opinion, posted, chair):
        with pytest.raises(ValidationError, match="Niêm yết đến hết ngày"):
            decide(posted, by=chair, now=later(3), decided_on=date(2023, 10, 5))

        decide(posted, by=chair, now=later(4), decided_on=date(2023, 10, 6))

        posted.refresh_from_db()
        assert posted.state == State.RECOGNISED

    def test_with_a_city_stage_a_posted_review_is_not_recognised(self, posted, chair):
        with pytest.raises(ValidationError, match="không còn ở bước này"):
            decide(posted, by=chair, now=later(8), decided_on=date(2023, 10, 10))

    def test_a_class_off_the_points_needs_scanned_minutes(self, answered, chair):
        Review.objects.filter(pk=answered.pk).update(
            proposed_class="near_poor", class_reason="Có lương hưu"
        )

        with pytest.raises(ValidationError, match="biên bản họp dân"):
            decide(answered, by=chair, now=later(8), decided_on=date(2023, 10, 10))

        VillageMeeting.objects.update(
            scan=Paper.objects.create(
                name="a.pdf",
                kind="application/pdf",
                size=1,
                sha256="0",
                added_by=chair,
                added_at=NOW,
            )
        )
        MeetingVote.objects.update(agreed_class="near_poor")
        decide(answered, by=chair, now=later(8), decided_on=date(2023, 10, 10))
        answered.refresh_from_db()
        assert answered.recognised_class == "near_poor"

    @pytest.mark.parametrize("field", ["created_by", "updated_by", "submitted_by"])
    def test_nobody_recognises_their_own_entry(self, answered, chair, field):
        extra = {"submitted_at": NOW} if field == "submitted_by" else {}
        Review.objects.filter(pk=answered.pk).update(**{field: chair}, **extra)

        with pytest.raises(ValidationError, match="tự duyệt"):
            decide(answered, by=chair, now=later(8), decided_on=date(2023, 10, 10))

    def test_the_same_decision_sent_twice_is_one(self, answered, chair):
        first = decide(answered, by=chair, now=later(8), decided_on=date(2023, 10, 10))
        second = decide(answered, by=chair, now=later(8), decided_on=date(2023, 10, 10))

        assert first == second
        assert AuditEvent.objects.filter(action="review.recognise").count() == 1

    def test_a_scan_is_never_replaced(self, answered, chair, ward, round_2023, investigator):
        day = date(2023, 10, 10)
        decide(answered, by=chair, now=later(8), decided_on=day, scan=SCAN)
        other = make_review(
            make_household(ward),
            round_2023,
            by=investigator,
            state=State.ANSWERED,
            posted_by=chair,
            posted_at=NOW,
        )

        with pytest.raises(ValidationError, match="đã có bản quét"):
            decide(other, by=chair, now=later(8), decided_on=day, scan=SCAN)
        decide(other, by=chair, now=later(8), decided_on=day)

        assert RecognitionDecision.objects.get().reviews.count() == 2
        assert Paper.objects.count() == 1

    @pytest.mark.parametrize("who", ["officer", "other_officer", "leader", "outsider"])
    def test_others_do_not_recognise(self, request, answered, who):
        with pytest.raises(PermissionDenied):
            decide(
                answered,
                by=request.getfixturevalue(who),
                now=later(8),
                decided_on=date(2023, 10, 10),
            )


class TestCertificates:
    def test_numbers_run_by_ward_and_only_for_poor_and_near_poor(
        self, answered, chair, ward, round_2023, investigator
    ):
        fields = {"state": State.ANSWERED, "posted_by": chair, "posted_at": NOW}
        rows = [
            make_review(
                make_household(ward), round_2023, by=investigator, lacking=lacking, b1=b1, **fields
            )
            for lacking, b1 in ((3, 165), (1, 165), (0, 500))
        ]
        decision = actions.recognise(
            round=round_2023,
            area=ward,
            keys=[answered.pk, *(r.pk for r in rows)],
            decision=DecisionData(number="1", decided_on=date(2023, 10, 10), signer_title="x"),
            by=chair,
            now=later(8),
        )

        made = actions.issue_certificates(decision=decision, by=chair, now=later(8))
        again = actions.issue_certificates(decision=decision, by=chair, now=later(9))

        assert [c.number for c in made] == [1, 2, 3]
        assert again == []
        assert not Certificate.objects.filter(review=rows[2]).exists()
        assert AuditEvent.objects.filter(action="certificate.issue").count() == 3

    @pytest.mark.parametrize("who", ["officer", "leader", "other_officer", "outsider"])
    def test_others_issue_none(self, request, answered, chair, who):
        decision = decide(answered, by=chair, now=later(8), decided_on=date(2023, 10, 10))

        with pytest.raises(PermissionDenied):
            actions.issue_certificates(
                decision=decision, by=request.getfixturevalue(who), now=later(8)
            )


def paper_post(review, **changes):
    """Return what every form of a paper sends."""
    return {"submit_token": str(uuid4()), "review": [str(review.pk)]} | changes


def meeting_post(review, **changes):
    return paper_post(review) | {
        "held_on": "02/10/2023",
        "place": "Nhà văn hoá",
        "chaired_by": "Hoàng Văn Trưởng",
        "secretary": "Nông Thị Thư",
        "invited": "40",
        "attended": "30",
        **changes,
    }


class TestPages:
    def test_the_meeting_form_takes_an_empty_vote_for_everybody(self, client_of, officer, sent):
        client = client_of(officer)
        page = client.get("/reviews/meetings/new/").content.decode()
        assert sent.household.code in page

        response = client.post("/reviews/meetings/new/", meeting_post(sent))

        vote = MeetingVote.objects.get()
        assert response["Location"] == f"/reviews/meetings/{vote.meeting_id}/"
        assert (vote.in_favour, vote.is_agreed) == (30, True)
        shown = client.get(response["Location"]).content.decode()
        assert "30/30" in shown

    def test_the_meeting_form_keeps_what_was_typed_beside_the_error(self, client_of, officer, sent):
        data = meeting_post(sent) | {
            "attended": "50",
            f"note_{sent.pk}": "Ý kiến của bà con",
            f"votes_{sent.pk}": "1.000",
        }

        response = client_of(officer).post("/reviews/meetings/new/", data)

        page = response.content.decode()
        assert response.status_code == 200
        assert "Ý kiến của bà con" in page
        assert {"attended", f"votes_{sent.pk}"} <= set(response.context["form"].errors)
        assert not VillageMeeting.objects.exists()

    def test_what_is_not_ready_is_shown_with_the_reason(
        self, client_of, officer, sent, ward, round_2023
    ):
        draft = make_review(make_household(ward, head="Lý Văn Nháp"), round_2023, by=officer)

        page = client_of(officer).get("/reviews/meetings/new/")

        assert [s.review for s in page.context["others"]] == [draft]
        assert "Đang ở bước: Nháp." in page.content.decode()

    def test_the_second_click_leads_to_the_first_posting(self, client_of, officer, met):
        client = client_of(officer)
        data = paper_post(met, posted_on="02/10/2023", places="Trụ sở")

        first = client.post("/reviews/postings/new/", data)
        second = client.post("/reviews/postings/new/", data)

        assert first["Location"] == second["Location"]
        assert Posting.objects.count() == 1

    def test_the_second_click_leads_to_the_first_complaint(self, client_of, officer, posted):
        client = client_of(officer)
        data = {
            "submit_token": str(uuid4()),
            "review": str(posted.pk),
            "received_on": "02/10/2023",
            "content": "Hộ có đất",
        }

        first = client.post("/reviews/complaints/new/", data)
        second = client.post("/reviews/complaints/new/", data)

        assert first.status_code == 302
        assert first["Location"] == second["Location"]

    def test_a_refused_decision_says_why_and_keeps_what_was_typed(self, client_of, chair, answered):
        data = paper_post(
            answered, number="77/QĐ-UBND", decided_on="31/12/2099", signer_title="Chủ tịch"
        )

        response = client_of(chair).post("/reviews/decisions/new/", data)

        assert response.context["form"].errors["decided_on"]
        assert "77/QĐ-UBND" in response.content.decode()

    def test_the_ward_goes_from_the_posting_to_the_certificate_by_pages(
        self, client_of, officer, chair, leader, posted
    ):
        chairs, leaders = client_of(chair), client_of(leader)
        asked = chairs.post(
            "/reviews/opinions/new/",
            paper_post(posted, number="15/BC", asked_on="06/10/2023"),
        )
        answer_url = f"{asked['Location']}answer/"
        assert "B1 165" in leaders.get(answer_url).content.decode()
        leaders.post(answer_url, {"number": "9/UBND", "answered_on": "09/10/2023"})
        decided = chairs.post(
            "/reviews/decisions/new/",
            paper_post(posted, number="12/QĐ", decided_on="10/10/2023", signer_title="Chủ tịch"),
        )
        assert "Cấp giấy chứng nhận" in chairs.get(decided["Location"]).content.decode()
        chairs.post(f"{decided['Location']}issue/")

        assert Certificate.objects.get().number == 1
        page = client_of(officer).get("/reviews/certificates/").content.decode()
        assert posted.household.code in page

    def test_a_refusal_on_the_page_needs_words_and_the_tick(self, client_of, leader, asked, posted):
        client = client_of(leader)
        url = f"/reviews/opinions/{asked.pk}/answer/"
        base = {"number": "9/UBND", "answered_on": "09/10/2023"}

        without_words = client.post(url, base | {f"refuse_{posted.pk}": "on"})
        without_tick = client.post(url, base | {f"note_{posted.pk}": "Chưa đủ"})

        assert without_words.context["form"].errors
        assert without_tick.context["form"].errors
        asked.refresh_from_db()
        assert asked.answered_on is None

    def test_the_re_check_is_concluded_on_its_page(self, client_of, officer, posted):
        client = client_of(officer)
        made = client.post(
            "/reviews/complaints/new/",
            {
                "submit_token": str(uuid4()),
                "review": str(posted.pk),
                "received_on": "02/10/2023",
                "content": "Hộ có đất",
            },
        )
        client.post(
            f"{made['Location']}resolve/",
            {"rechecked_on": "02/10/2023", "outcome": "kept", "finding": "Đất đã bán"},
        )

        posted.refresh_from_db()
        assert posted.state == State.MET

    def test_the_posting_shows_no_personal_data(
        self, client_of, officer, ward, village, round_2023, investigator
    ):
        head = make_person("Bàn Thị Mùi", citizen_id="999088001234", disability=True)
        home = make_household(ward, village=village, head=head, phone="0912345678")
        review = make_review(home, round_2023, by=investigator, state=State.MET)
        posting = post(review, by=officer)

        page = client_of(officer).get(f"/reviews/postings/{posting.pk}/").content.decode()

        assert "Bàn Thị Mùi" in page
        for secret in ("999088001234", "1234", "0912345678", "khuyết tật"):
            assert secret not in page

    def test_a_round_without_the_city_sends_the_chair_on_to_the_decision(
        self, client_of, chair, without_opinion, posted
    ):
        client = client_of(chair)

        assert client.get("/reviews/opinions/new/").status_code == 302
        page = client.get("/reviews/decisions/new/")
        assert posted in page.context["form"].ready

    def test_an_office_of_several_wards_chooses_the_ward_first(
        self, client_of, standing, met, other_ward
    ):
        client = client_of(standing)

        page = client.get("/reviews/postings/new/")
        chosen = client.get(f"/reviews/postings/new/?area={met.area_id}")

        assert page.templates[0].name == "households/proceedings/wards.html" or "form" in (
            page.context or {}
        )
        assert chosen.context["form"].ready == [met]

    def test_another_ward_is_not_there(self, client_of, other_officer, posted):
        posting = Posting.objects.get()
        client = client_of(other_officer)

        assert client.get(f"/reviews/postings/{posting.pk}/").status_code == 404
        assert client.get(f"/reviews/postings/new/?area={posted.area_id}").status_code == 404
        assert posting.area.name not in client.get("/reviews/postings/").content.decode()

    @pytest.mark.parametrize("query", ["area=abc", "round=x", "review=-1", "round=999999"])
    def test_hostile_places_are_not_found(self, client_of, officer, sent, query):
        assert client_of(officer).get(f"/reviews/meetings/new/?{query}").status_code == 404

    def test_the_review_tells_its_way_and_what_is_due(self, client_of, officer, posted, chair):
        url = posted.get_absolute_url()

        page = client_of(officer).get(url).content.decode()

        assert "Quá trình xét duyệt" in page
        assert "30 trên 30 người đồng ý: Hộ nghèo." in page
        assert "/reviews/postings/" in page
        shown = client_of(chair).get(url).content.decode()
        assert "Việc tiếp theo: Xin ý kiến thành phố." in shown

    @pytest.mark.parametrize(
        ("kind", "rows"), [("meetings", VillageMeeting), ("postings", Posting)]
    )
    def test_lists_cost_the_same_for_one_row_or_many(
        self, client_of, officer, ward, round_2023, django_assert_max_num_queries, kind, rows
    ):
        for number in range(30):
            review = make_review(
                make_household(ward, head=f"Lý Văn {number}"),
                round_2023,
                by=officer,
                state=State.SUBMITTED,
            )
            meet(review, by=officer)
            review.refresh_from_db()
            post(review, by=officer)
        client = client_of(officer)

        assert rows.objects.count() == 30
        with django_assert_max_num_queries(14):
            assert client.get(f"/reviews/{kind}/").status_code == 200

    def test_a_scan_comes_with_the_form(self, client_of, officer, sent):
        upload = SimpleUploadedFile("biên bản.pdf", SCAN.content, "application/pdf")
        data = meeting_post(sent) | {
            "scan": upload,
            f"class_{sent.pk}": "near_poor",
            f"note_{sent.pk}": "Có lương hưu",
        }

        response = client_of(officer).post("/reviews/meetings/new/", data)

        assert response.status_code == 302
        assert VillageMeeting.objects.get().scan.name == "biên bản.pdf"


class TestBatch:
    @pytest.fixture
    def drafts(self, ward, village, round_2023, investigator):
        return [
            make_review(make_household(ward, village=village), round_2023, by=investigator)
            for _number in range(3)
        ]

    def sent_with(self, reviews, step, **more):
        return {"step": step, "review": [str(r.pk) for r in reviews]} | more

    def test_the_list_offers_boxes_to_those_who_take_steps(
        self, client_of, officer, auditor, drafts
    ):
        assert 'form="batch"' in client_of(officer).get("/reviews/").content.decode()
        assert 'form="batch"' not in client_of(auditor).get("/reviews/").content.decode()

    def test_chosen_drafts_are_sent_together(self, client_of, officer, drafts):
        client = client_of(officer)
        page = client.get("/reviews/batch/", self.sent_with(drafts[:2], "submit"))
        assert drafts[0].household.code in page.content.decode()

        client.post("/reviews/batch/", self.sent_with(drafts[:2], "submit"))

        states = list(Review.objects.order_by("pk").values_list("state", flat=True))
        assert states == ["submitted", "submitted", "draft"]

    def test_one_that_is_late_stops_all_and_is_named(self, client_of, officer, drafts):
        Review.objects.filter(pk=drafts[1].pk).update(state=State.SUBMITTED)

        page = client_of(officer).post("/reviews/batch/", self.sent_with(drafts, "submit"))

        assert drafts[1].household.code in str(page.context["form"].non_field_errors())
        assert Review.objects.filter(state=State.DRAFT).count() == 2

    def test_one_saved_meanwhile_stops_all(self, client_of, officer, drafts):
        seen = {f"version_{r.pk}": str(r.version) for r in drafts}
        Review.objects.filter(pk=drafts[0].pk).update(version=2)

        page = client_of(officer).post("/reviews/batch/", self.sent_with(drafts, "submit", **seen))

        assert "Vừa có người lưu" in page.content.decode()
        assert Review.objects.filter(state=State.DRAFT).count() == 3

    def test_a_return_needs_one_reason_for_all(self, client_of, officer, drafts):
        Review.objects.update(state=State.SUBMITTED)
        client = client_of(officer)

        client.post("/reviews/batch/", self.sent_with(drafts, "return"))
        assert not Review.objects.filter(state=State.RETURNED).exists()
        client.post("/reviews/batch/", self.sent_with(drafts, "return", note="Thiếu chữ ký"))

        assert Review.objects.filter(return_note="Thiếu chữ ký").count() == 3

    def test_a_step_with_a_paper_leads_to_its_page_with_the_choice(self, client_of, officer, sent):
        response = client_of(officer).get("/reviews/batch/", self.sent_with([sent], "meet"))

        assert response["Location"].startswith("/reviews/meetings/new/?round=")
        assert f"review={sent.pk}" in response["Location"]

    @pytest.mark.parametrize("step", ["refuse", "answer", "drop", "", "submit'--"])
    def test_other_steps_are_not_there(self, client_of, officer, drafts, step):
        response = client_of(officer).post("/reviews/batch/", self.sent_with(drafts, step))

        assert response.status_code == 404

    def test_reviews_of_two_wards_are_not_taken_together(
        self, client_of, standing, drafts, other_ward, round_2023, investigator
    ):
        other = make_review(
            make_household(other_ward), round_2023, by=investigator, state=State.SUBMITTED
        )
        Review.objects.update(state=State.SUBMITTED)

        client_of(standing).post(
            "/reviews/batch/", self.sent_with([drafts[0], other], "return", note="vì")
        )

        assert not Review.objects.filter(state=State.RETURNED).exists()

    def test_rows_of_another_ward_are_not_there(self, client_of, other_officer, drafts):
        client_of(other_officer).post("/reviews/batch/", self.sent_with(drafts, "submit"))

        assert Review.objects.filter(state=State.DRAFT).count() == 3

    def test_those_without_the_right_get_403(self, client_of, auditor, drafts):
        response = client_of(auditor).post("/reviews/batch/", self.sent_with(drafts, "submit"))

        assert response.status_code == 403


def test_working_days_of_tests_are_what_they_say():
    assert timezone.localdate(NOW) == TODAY == datetime(2023, 10, 2).date()  # noqa: DTZ001
