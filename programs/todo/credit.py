"""What waits at the bank: loans whose term has ended before all was paid back."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.todo import Todo, TodoItem, register_todo, todo_url
from programs.models import Loan


def _past_term(user: User, today: date) -> list[TodoItem]:
    """Return the loans past their term that are not paid back in full."""
    rows = Loan.objects.visible_to(user).past_term(today)
    return [
        TodoItem(
            count=rows,
            words=_("món vay quá hạn theo kỳ hạn, chưa trả hết"),
            url=todo_url("loan_list", {"past_term": "true"}),
            is_late=True,
        )
    ]


def _overridden(user: User, today: date) -> list[TodoItem]:
    """Return the loans lent by another class than the records say, for those who check."""
    return [
        TodoItem(
            count=Loan.objects.filter(user.scope(Permission.AUDIT_VIEW)).overridden(),
            words=_("món vay ghi loại hộ khác hồ sơ"),
            url=todo_url("loan_list", {"overridden": "true"}),
        )
    ]


register_todo(
    Todo(
        key="loans_past_term",
        title=gettext_lazy("Vốn vay"),
        permission=Permission.LOAN_EDIT,
        items=_past_term,
        order=40,
    ),
    Todo(
        key="loans_overridden",
        title=gettext_lazy("Vốn vay cần xem xét"),
        permission=Permission.AUDIT_VIEW,
        items=_overridden,
        order=41,
    ),
)
