"""What waits of the instructions: for those who carry them out, and for those who gave them."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.todo import Todo, TodoItem, register_todo, todo_url
from programs.models import Directive

SOON = timedelta(days=7)
WAITING = [state.value for state in Directive.WAITING]


def _directives(user: User, today: date) -> list[TodoItem]:
    """Return what one's office has not reported as done, and what one gave that is near its day."""
    items = []
    if user.has(Permission.DIRECTIVE_FOLLOW):
        mine = Directive.objects.visible_to(user).waiting_for(user)
        items.append(
            TodoItem(
                count=mine,
                words=_("chỉ đạo của đơn vị chưa báo cáo xong"),
                url=todo_url("directive_list", {"mine": "waiting"}),
                is_late=mine.filter(due_on__lt=today),
            )
        )
    if user.has(Permission.DIRECTIVE_EDIT):
        rows = Directive.objects.visible_to(user).filter(state__in=WAITING)
        given = rows.filter(due_on__lte=today + SOON)
        query = {"state": WAITING, "to_day": f"{today + SOON:%d/%m/%Y}"}
        items.append(
            TodoItem(
                count=given,
                words=_("chỉ đạo đã giao sắp hoặc đã đến hạn"),
                url=todo_url("directive_list", query),
                is_late=given.filter(due_on__lt=today),
            )
        )
    return items


register_todo(
    Todo(
        key="directives",
        title=gettext_lazy("Chỉ đạo"),
        permission=Permission.DIRECTIVE_FOLLOW,
        items=_directives,
        order=31,
    )
)
