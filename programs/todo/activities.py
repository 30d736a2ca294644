"""What waits after supervision: findings for the office that mends them, late ones for all."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.todo import Todo, TodoItem, register_todo, todo_url
from programs.models import SupervisionFinding


def _to_mend(user: User, today: date) -> list[TodoItem]:
    """Return the open findings of the user's office."""
    rows = SupervisionFinding.objects.visible_to(user).owned_by(user).open()
    return [
        TodoItem(
            count=rows,
            words=_("phát hiện qua giám sát chờ đơn vị bạn khắc phục"),
            url=todo_url("supervision_finding_list", {"open": "true", "mine": "true"}),
            is_late=rows.filter(due_on__lt=today),
        )
    ]


def _to_follow(user: User, today: date) -> list[TodoItem]:
    """Return the findings past their day, for those who supervise."""
    rows = SupervisionFinding.objects.visible_to(user).late(today)
    return [
        TodoItem(
            count=rows,
            words=_("phát hiện qua giám sát quá hạn khắc phục cần đôn đốc"),
            url=todo_url("supervision_finding_list", {"late": "true"}),
            is_late=True,
        )
    ]


register_todo(
    Todo(
        key="findings_to_mend",
        title=gettext_lazy("Khắc phục sau giám sát"),
        permission=Permission.ACTIVITY_VIEW,
        items=_to_mend,
        order=32,
    ),
    Todo(
        key="findings_to_follow",
        title=gettext_lazy("Theo dõi giám sát"),
        permission=Permission.SUPERVISION_EDIT,
        items=_to_follow,
        order=33,
    ),
)
