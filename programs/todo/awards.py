"""What waits of the instructions: those near or past their day."""

from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.todo import Todo, TodoItem, register_todo, todo_url
from programs.choices import DirectiveState
from programs.models import Directive

SOON = timedelta(days=7)
WAITING = (DirectiveState.OPEN, DirectiveState.IN_PROGRESS)


def _directives(user: User, today: date) -> list[TodoItem]:
    """Return the instructions that are not done and are due within a week, or overdue."""
    rows = Directive.objects.visible_to(user).filter(state__in=WAITING)
    found = rows.filter(due_on__lte=today + SOON).aggregate(
        n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today))
    )
    query = {"state": [state.value for state in WAITING], "to_day": f"{today + SOON:%d/%m/%Y}"}
    return [
        TodoItem(
            count=found["n"],
            words=_("chỉ đạo sắp hoặc đã đến hạn"),
            url=todo_url("directive_list", query),
            is_late=bool(found["late"]),
        )
    ]


register_todo(
    Todo(
        key="directives",
        title=gettext_lazy("Chỉ đạo"),
        permission=Permission.DIRECTIVE_VIEW,
        items=_directives,
        order=31,
    )
)
