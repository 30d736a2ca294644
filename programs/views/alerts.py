"""What the money of the programme warns of: idle too long, behind the calendar, year's end."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from povertyportal.accounts.access import reads_own_day, requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.listing import Page, chips
from povertyportal.ui.text import grouped
from programs import filters, watch
from programs.alerts import Alert, AlertKind
from programs.filters.match import ALERT_KINDS
from programs.models import Allocation
from programs.views.base import THEMES
from programs.watch import Warned

TITLES: dict[str, str | Promise] = dict(ALERT_KINDS)
TODO = {
    AlertKind.IDLE: gettext_lazy(
        "Phân bổ cho đơn vị; nếu chưa được, nêu lý do và xem còn ai đủ điều kiện."
    ),
    AlertKind.BEHIND: gettext_lazy("Xem phần của từng đơn vị và đôn đốc đơn vị chậm giải ngân."),
    AlertKind.YEAR_END: gettext_lazy("Giải ngân, hoặc đề nghị điều chỉnh trước khi hết năm."),
}
AFTER_YEAR = gettext_lazy("Chuyển nguồn sang năm sau hoặc nộp trả, rồi quyết toán năm.")


@dataclass(frozen=True)
class Line:
    """One warning as the page shows it."""

    row: Warned
    title: str
    measure: str
    todo: str | Promise
    match_url: str

    @property
    def tone(self) -> str:
        """Return the tone of the badge."""
        return "bad" if self.row.is_late else "attention"


@reads_own_day
@requires(Permission.CAPITAL_VIEW)
def alert_list(request: Request) -> HttpResponse:
    rows = Allocation.objects.visible_to(request.user)
    filterset = filters.AlertFilter(request.GET, queryset=rows, request=request)
    today = timezone.localdate()
    kept = filterset.qs
    asked = filterset.form.cleaned_data if filterset.form.is_valid() else {}
    day = min(asked.get("as_of") or today, today)
    kind = asked.get("alert", "")
    found = [
        row for row in watch.warned(kept, today=today, day=day) if kind in ("", row.alert.kind)
    ]
    return TemplateResponse(
        request,
        "programs/alerts.html",
        {
            "title": _("Cảnh báo vốn"),
            "subtitle": _("Tính đến ngày %(day)s") % {"day": f"{day:%d/%m/%Y}"},
            "theme": THEMES["capital"],
            "filterset": filterset,
            "chips": chips(filterset, request.GET),
            "clear_url": request.path,
            "page": Page(1, len(found), len(found), [_line(row) for row in found]),
            "limits": watch.limits_in_force(day),
        },
    )


def _line(row: Warned) -> Line:
    allocation = row.allocation
    match_url = reverse("leaf_match", args=[allocation.component_id])
    return Line(
        row=row,
        title=str(TITLES[row.alert.kind]),
        measure=measure(row.alert),
        todo=AFTER_YEAR if row.is_late else TODO[row.alert.kind],
        match_url=f"{match_url}?year={allocation.year}",
    )


def measure(alert: Alert) -> str:
    """Return the number of a warning in words."""
    number = abs(alert.number)
    shown = grouped(number)
    if alert.kind == AlertKind.BEHIND:
        return _("chậm %(n)s điểm %%") % {"n": shown}
    if alert.kind == AlertKind.IDLE:
        words = ngettext("%(n)s ngày chưa phân bổ", "%(n)s ngày chưa phân bổ", number)
    elif alert.number < 0:
        words = ngettext("năm đã hết %(n)s ngày", "năm đã hết %(n)s ngày", number)
    else:
        words = ngettext("năm còn %(n)s ngày", "năm còn %(n)s ngày", number)
    return words % {"n": shown}
