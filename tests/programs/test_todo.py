"""What waits in the programme: idle money past its day, directives near due or overdue."""

from datetime import date

import pytest

from povertyportal.accounts.models import User
from povertyportal.reporting.todo import todo_for
from tests.programs.factories import one_of_each, programme

pytestmark = pytest.mark.django_db
DUE = date(2022, 12, 1)
IDLE = "nguồn vốn chưa phân bổ quá hạn xử lý"
DIRECTIVE = "chỉ đạo đã giao sắp hoặc đã đến hạn"
MINE = "chỉ đạo của đơn vị chưa báo cáo xong"


@pytest.fixture(autouse=True)
def _records(ward, city, officer):
    programme(city)
    one_of_each(ward, city, officer)


def waiting(user, *, today):
    groups = todo_for(User.objects.get(pk=user.pk), today=today)
    return {str(item.words): item for group in groups for item in group.items}


def test_finance_sees_idle_money_once_its_day_has_passed(client_of, finance):
    item = waiting(finance, today=date(2022, 12, 2))[IDLE]
    rows = client_of(finance).get(item.url).context["page"].rows

    assert IDLE not in waiting(finance, today=DUE)
    assert (item.count, item.is_late, len(rows)) == (1, True, 1)


@pytest.mark.parametrize(
    ("today", "count", "is_late"),
    [
        (date(2022, 11, 23), 0, False),
        (date(2022, 11, 24), 1, False),
        (DUE, 1, False),
        (date(2022, 12, 2), 1, True),
    ],
)
def test_the_leader_sees_directives_from_a_week_before(client_of, leader, today, count, is_late):
    item = waiting(leader, today=today).get(DIRECTIVE)

    assert (item.count if item else 0) == count
    if item:
        assert item.is_late is is_late
        assert len(client_of(leader).get(item.url).context["page"].rows) == count


def test_another_ward_and_no_role_see_none_of_it(other_officer, outsider):
    late = date(2022, 12, 2)

    assert not {DIRECTIVE, MINE} & {*waiting(other_officer, today=late)}
    assert waiting(outsider, today=late) == {}
