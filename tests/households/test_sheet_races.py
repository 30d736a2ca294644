"""Two writers of one sheet at once: keystrokes make one draft, saving is never undone by them."""

from households import actions
from households.models import Review, TypedDraft
from tests.households.factories import NOW, make_household, make_round
from tests.races import RACE, ROUNDS, together

pytestmark = RACE


def typing(household, round_, user, b1):
    return actions.save_typed_draft(
        household=household,
        round=round_,
        data={"b1": [b1], "version": ["0"]},
        by=user,
        now=NOW,
    )


def test_keystrokes_at_once_make_one_draft(ward, officer):
    round_ = make_round(2023)
    for number in range(ROUNDS):
        household = make_household(ward, head=f"Lý Văn {number}")

        found = together(
            lambda h=household: typing(h, round_, officer, "1"),
            lambda h=household: typing(h, round_, officer, "2"),
        )

        assert all(isinstance(draft, TypedDraft) for draft in found), found
        assert TypedDraft.objects.filter(household=household).count() == 1


def test_a_keystroke_beside_the_saving_does_not_touch_the_review(ward, officer):
    round_ = make_round(2023)
    for number in range(ROUNDS):
        household = make_household(ward, head=f"Lý Văn {number}")

        found = together(
            lambda h=household: actions.save_review(
                household=h,
                round=round_,
                data=actions.ReviewData(b1=150, answers={}),
                by=officer,
                now=NOW,
            ),
            lambda h=household: typing(h, round_, officer, "1"),
        )

        assert not [item for item in found if isinstance(item, Exception)], found
        review = Review.objects.get(household=household)
        left = TypedDraft.objects.filter(household=household, saved_at__gt=review.updated_at)
        assert (review.b1, left.count()) == (150, 0)
