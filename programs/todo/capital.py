"""What waits in the money of the programme: entries to approve, what lies idle past its day."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.todo import Todo, TodoItem, register_todo, todo_url
from programs.models import EntryProposal, IdleReason


def _idle(user: User, today: date) -> list[TodoItem]:
    """Return the open reasons of idle money whose day has passed."""
    rows = IdleReason.objects.visible_to(user).filter(closed_on=None, due_on__lt=today)
    query = {"open": "true", "to_day": f"{today - timedelta(days=1):%d/%m/%Y}"}
    return [
        TodoItem(
            count=rows,
            words=_("nguồn vốn chưa phân bổ quá hạn xử lý"),
            url=todo_url("idle_reason_list", query),
            is_late=True,
        )
    ]


def _proposals(user: User, today: date) -> list[TodoItem]:
    """Return the entries that wait for this user's word; never their own."""
    return [
        TodoItem(
            count=EntryProposal.objects.to_be_decided_by(user),
            words=_("đề nghị ghi vốn chờ duyệt"),
            url=todo_url("proposal_list", {"mine": "true"}),
        )
    ]


register_todo(
    Todo(
        key="proposals",
        title=gettext_lazy("Duyệt vốn"),
        permission=Permission.CAPITAL_APPROVE,
        items=_proposals,
        order=29,
    ),
    Todo(
        key="idle_money",
        title=gettext_lazy("Vốn đang chờ"),
        permission=Permission.IDLE_EDIT,
        items=_idle,
        order=30,
    ),
)
