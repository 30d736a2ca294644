"""Two officers at one plan: one of each year, and a done support is never lost."""

from datetime import date

from django.core.exceptions import ValidationError

from households import actions
from households.models import ExitPlan, ExitSupport
from tests.households.factories import NOW, make_household, make_plan
from tests.races import RACE, ROUNDS, together

pytestmark = RACE
BHYT = actions.SupportData(aim="BHYT", text="Cấp thẻ BHYT")


def data(**changes):
    given = {"year": 2024, "month": 10, "organisation": "women", "supports": [BHYT]}
    return actions.PlanData(**given | changes)


def test_two_forms_at_once_make_one_plan_of_the_year(ward, officer):
    for _round in range(ROUNDS):
        home = make_household(ward, poverty_class="poor")

        def create(home=home):
            return actions.create_plan(household=home, data=data(), by=officer, now=NOW)

        found = together(create, create)

        assert sorted(type(item) for item in found if isinstance(item, Exception)) == [
            ValidationError
        ]
    assert ExitPlan.objects.count() == ROUNDS


def test_a_double_click_gives_the_first_plan(ward, officer):
    for _round in range(ROUNDS):
        home, typed = make_household(ward, poverty_class="poor"), data()

        def create(home=home, typed=typed):
            return actions.create_plan(household=home, data=typed, by=officer, now=NOW)

        first, second = together(create, create)

        assert first == second
    assert ExitPlan.objects.count() == ROUNDS == ExitSupport.objects.count()


def test_a_support_done_meanwhile_is_not_edited_away(ward, officer):
    today = date(2024, 6, 1)
    for _round in range(ROUNDS):
        plan = make_plan(make_household(ward, poverty_class="poor"), by=officer)
        support = plan.supports.get()

        def done(support=support):
            return actions.mark_support_done(
                support=support, done_on=today, by=officer, today=today
            )

        def replace(plan=plan):
            return actions.change_plan(plan=plan, data=data(), by=officer, version=1)

        found = together(done, replace)

        kept = ExitSupport.objects.filter(plan=plan, done_on=today).exists()
        assert kept != any(getattr(item, "code", "") == "gone" for item in found)
