"""What waits of the houses: begun long ago and not finished, finished and not accepted."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.todo import Todo, TodoItem, register_todo, todo_url
from programs.models import HousingCase, Limit


def _houses(user: User, today: date) -> list[TodoItem]:
    """Return the houses that wait for acceptance, and those that take longer than the limit."""
    rows = HousingCase.objects.visible_to(user)
    waiting = rows.filter(finished_on__isnull=False, accepted_on=None)
    items = [
        TodoItem(
            count=waiting,
            words=_("nhà đã hoàn thành, chưa nghiệm thu"),
            url=todo_url("housing_case_list", {"finished": "true", "accepted": "false"}),
        )
    ]
    limit = Limit.on(Limit.HOUSE_DAYS, today)
    if limit is not None:
        last = today - timedelta(days=limit.value)
        items.append(
            TodoItem(
                count=rows.filter(finished_on=None, started_on__lte=last),
                words=_("nhà khởi công quá %(days)d ngày chưa hoàn thành") % {"days": limit.value},
                url=todo_url(
                    "housing_case_list", {"finished": "false", "to_day": f"{last:%d/%m/%Y}"}
                ),
                is_late=True,
            )
        )
    return items


register_todo(
    Todo(
        key="houses",
        title=gettext_lazy("Nhà ở"),
        permission=Permission.HOUSING_EDIT,
        items=_houses,
        order=34,
    )
)
