"""What waits because money lies idle: rests without a reason, own reasons, warnings."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.todo import Todo, TodoItem, register_todo, todo_url
from programs import watch
from programs.alerts import AlertKind
from programs.models import Allocation, IdleReason

WARNINGS = {
    AlertKind.IDLE: gettext_lazy("nguồn vốn để lâu chưa phân bổ"),
    AlertKind.BEHIND: gettext_lazy("nguồn vốn giải ngân chậm so với lịch"),
    AlertKind.YEAR_END: gettext_lazy("nguồn vốn còn tiền khi hết hoặc sắp hết năm"),
}


def _unexplained(user: User, today: date) -> list[TodoItem]:
    """Return the allocations with a rest that has no reason, owner and day yet."""
    return [
        TodoItem(
            count=Allocation.objects.visible_to(user).unexplained(),
            words=_("nguồn vốn còn tiền chưa phân bổ mà chưa nêu lý do"),
            url=todo_url("allocation_list", {"unexplained": "true"}),
        )
    ]


def _owned(user: User, today: date) -> list[TodoItem]:
    """Return the open reasons that the user's own office answers for."""
    rows = IdleReason.objects.visible_to(user).owned_by(user).filter(closed_on=None)
    return [
        TodoItem(
            count=rows,
            words=_("khoản chưa phân bổ do đơn vị của bạn xử lý"),
            url=todo_url("idle_reason_list", {"open": "true", "mine": "true"}),
            is_late=rows.filter(due_on__lt=today),
        )
    ]


def _warnings(user: User, today: date) -> list[TodoItem]:
    """Return how many allocations warn of each thing."""
    found = watch.warned(Allocation.objects.visible_to(user), today=today)
    return [
        TodoItem(
            count=sum(row.alert.kind == kind for row in found),
            words=words,
            url=todo_url("alert_list", {"alert": kind.value}),
            is_late=any(row.is_late for row in found if row.alert.kind == kind),
        )
        for kind, words in WARNINGS.items()
    ]


register_todo(
    Todo(
        key="idle_unexplained",
        title=gettext_lazy("Vốn chưa nêu lý do"),
        permission=Permission.IDLE_EDIT,
        items=_unexplained,
        order=30,
    ),
    Todo(
        key="idle_owned",
        title=gettext_lazy("Vốn đơn vị phải xử lý"),
        permission=Permission.CAPITAL_VIEW,
        items=_owned,
        order=30,
    ),
    Todo(
        key="capital_alerts",
        title=gettext_lazy("Cảnh báo vốn"),
        permission=Permission.IDLE_EDIT,
        items=_warnings,
        order=31,
    ),
)
