"""What waits in work and training: needs nobody met, and learners to be asked about their work."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.todo import Todo, TodoItem, register_todo, todo_url
from programs.choices import MonthsAfter
from programs.models import Enrolment, JobNeed


def _needs(user: User, today: date) -> list[TodoItem]:
    """Return the needs on which nobody was helped yet; the longest wait comes first."""
    return [
        TodoItem(
            count=JobNeed.objects.visible_to(user).filter(services=None),
            words=_("nhu cầu việc làm chưa được hỗ trợ"),
            url=todo_url("job_need_list", {"served": "false", "sort": "registered_on"}),
        )
    ]


def _learners(user: User, today: date) -> list[TodoItem]:
    """Return the learners to be asked about their work, by term."""
    rows = Enrolment.objects.visible_to(user)
    return [
        TodoItem(
            count=rows.awaiting(term.value, today=today),
            words=_("học viên cần hỏi việc làm sau %(term)s") % {"term": term.label},
            url=todo_url("enrolment_list", {"due": term.value}),
        )
        for term in MonthsAfter
    ]


register_todo(
    Todo(
        key="job_needs",
        title=gettext_lazy("Nhu cầu việc làm"),
        permission=Permission.WORK_EDIT,
        items=_needs,
        order=32,
    ),
    Todo(
        key="learners",
        title=gettext_lazy("Việc làm sau học nghề"),
        permission=Permission.WORK_EDIT,
        items=_learners,
        order=33,
    ),
)
