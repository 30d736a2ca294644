"""What waits in help: listed households left out, helped without effect, or helped twice."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.todo import Todo, TodoItem, register_todo, todo_url
from programs import gaps
from programs.models import Support


def _gaps(user: User, today: date) -> list[TodoItem]:
    """Return how many households each list of gaps holds today, and same helps of a year."""
    years, since = gaps.years_on(today), today - gaps.SAME_WITHIN
    twice = gaps.repeated(Support.objects.visible_to(user)).filter(provided_on__gte=since)
    day = {"day": f"{today:%d/%m/%Y}"}
    return [
        TodoItem(
            count=gaps.households_of(user, gaps.unsupported(today, years=years)),
            words=_("hộ nghèo, cận nghèo %(years)s năm chưa được hỗ trợ") % {"years": years},
            url=todo_url("unsupported_list", day),
        ),
        TodoItem(
            count=gaps.count_stuck(gaps.seen_by(user), today),
            words=_("hộ đã được hỗ trợ nhưng chưa thoát nghèo"),
            url=todo_url("stuck_list", day),
        ),
        TodoItem(
            count=twice,
            words=_("lượt hỗ trợ trùng loại trong 12 tháng cần xem lại"),
            url=todo_url("repeated_support_list", {"from_day": f"{since:%d/%m/%Y}"}),
        ),
    ]


register_todo(
    Todo(
        key="help_gaps",
        title=gettext_lazy("Hỗ trợ hộ"),
        permission=Permission.SUPPORT_EDIT,
        items=_gaps,
        order=34,
    )
)
