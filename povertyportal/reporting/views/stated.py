"""The figures a report states: entered, put right, explained, removed."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import actions
from povertyportal.reporting.forms import (
    ExplanationForm,
    RemoveForm,
    ReportedFigureForm,
    in_figures,
)
from povertyportal.reporting.models import ReportedFigure
from povertyportal.reporting.reconciling import meaning_of, question_of, reconciled
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.views.base import (
    Difference,
    count_from_now,
    form_page,
    removal_page,
)
from povertyportal.reporting.views.official import as_read, editable_report, report_or_404

FORM = "reporting/stated_form.html"
PLAIN_FORM = "reporting/official_form.html"
NUMBERS = ("value", "step", "tolerance")


@requires(Permission.REPORTED_EDIT)
def reported_figure_create(request: Request, pk: int) -> HttpResponse:
    report = editable_report(request, pk)
    form = ReportedFigureForm(request.POST or None, user=request.user, report=report)
    if "read" in request.POST:
        form = _read_again(request, form, report=report)

    def act() -> str:
        stated = ReportedFigure(report=report, **form.typed)
        _say_what_was_read(request, actions.record_reported_figure(figure=stated, by=request.user))
        return report.get_absolute_url()

    return form_page(
        request,
        form=form,
        act=act,
        template=FORM,
        context=_frame(report, title=_("Ghi số đã báo cáo"), crumb=_("Ghi số"), label=_("Ghi")),
    )


@requires(Permission.REPORTED_EDIT)
def reported_figure_edit(request: Request, pk: int) -> HttpResponse:
    stated = _editable(request, pk)
    report = stated.report
    form = ReportedFigureForm(request.POST or None, user=request.user, report=report, row=stated)
    if "read" in request.POST:
        form = _read_again(request, form, report=report, row=stated)

    def act() -> str:
        changed = actions.amend_reported_figure(
            figure=stated,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"] or 0,
        )
        _say_what_was_read(request, changed)
        return report.get_absolute_url()

    title = _("Sửa: %(record)s") % {"record": get_indicator(stated.key).title}
    context = _frame(report, title=title, crumb=_("Sửa số"), label=_("Lưu"))
    context["drops_explanation"] = bool(stated.explanation)
    return form_page(
        request,
        form=form,
        act=act,
        template=FORM,
        context=context,
        differences=lambda: _changed(form, pk),
    )


@requires(Permission.REPORTED_EDIT)
def reported_figure_remove(request: Request, pk: int) -> HttpResponse:
    stated = _editable(request, pk)
    report = stated.report
    form = RemoveForm(request.POST or None, initial={"version": stated.version})
    return removal_page(
        request,
        form=form,
        act=lambda: actions.remove_reported_figure(
            figure=stated, by=request.user, **form.cleaned_data
        ),
        record=get_indicator(stated.key).title,
        back=report,
        template="reporting/official_remove.html",
        context=lambda: {
            "text": _("Chỉ xoá số nhập nhầm. Nhật ký vẫn giữ nội dung cũ và lý do."),
            "facts": [(_("Nguyên văn số"), stated.as_stated)],
            "cancel_url": report.get_absolute_url(),
            "report": report,
        },
    )


@requires(Permission.REPORTED_EDIT)
def reported_figure_explain(request: Request, pk: int) -> HttpResponse:
    stated = _editable(request, pk)
    row = reconciled(stated, scope=question_of(stated.report))
    initial = {"explanation": stated.explanation, "version": stated.version}
    form = ExplanationForm(request.POST or None, initial=initial)

    def act() -> str:
        actions.explain_reported_figure(
            figure=stated,
            text=form.cleaned_data["explanation"],
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"],
        )
        return row.page

    title = _("Giải trình: %(record)s") % {"record": get_indicator(stated.key).title}
    context = _frame(stated.report, title=title, crumb=_("Giải trình"), label=_("Lưu"))
    context |= {
        "cancel_url": row.page,
        "facts": [
            (_("Báo cáo nêu"), stated.as_stated),
            (_("Tính từ hồ sơ"), row.computed),
            (_("Chênh lệch"), row.difference_words or "–"),
            (_("Kết quả"), row.figure.status.label),
        ],
    }
    return form_page(
        request,
        form=form,
        act=act,
        template=PLAIN_FORM,
        context=context,
        differences=lambda: _explained_meanwhile(form, pk),
    )


def _frame(report: Any, *, title: str, crumb: str, label: str) -> dict[str, Any]:
    """Return what stands around a form about one figure of a report."""
    return {
        "title": title,
        "crumb": crumb,
        "submit_label": label,
        "report": report,
        "cancel_url": report.get_absolute_url(),
    }


def _read_again(
    request: Request, form: ReportedFigureForm, *, report: Any, row: ReportedFigure | None = None
) -> ReportedFigureForm:
    """Return the form with the numbers read from the statement put in; say what is unclear."""
    form.is_valid()
    for name in ("as_stated", "key", *NUMBERS):
        for error in form.errors.get(name, []):
            messages.warning(request, f"{form.fields[name].label}: {error}")
    return ReportedFigureForm(user=request.user, report=report, row=row, initial=form.as_read())


def _say_what_was_read(request: Request, stated: ReportedFigure) -> None:
    words = _("Số báo cáo được hiểu là %(meaning)s.") % {"meaning": meaning_of(stated)}
    messages.info(request, words)


def _changed(form: ReportedFigureForm, pk: int) -> list[Difference]:
    """Return where the figure as it stands differs from what was typed; let the form count now."""
    current = ReportedFigure.objects.get(pk=pk)
    count_from_now(form, "version", current.version)
    return [
        (
            str(form.fields[name].label),
            _as_read(name, getattr(current, name)),
            _as_read(name, typed),
        )
        for name, typed in form.typed.items()
        if getattr(current, name) != typed
    ]


def _explained_meanwhile(form: ExplanationForm, pk: int) -> list[Difference]:
    current = ReportedFigure.objects.get(pk=pk)
    count_from_now(form, "version", current.version)
    typed = form.cleaned_data["explanation"]
    return [(str(form.fields["explanation"].label), current.explanation, typed)]


def _as_read(name: str, value: Any) -> Any:
    if name == "key":
        return get_indicator(value).title
    if name in NUMBERS:
        return in_figures(None if value is None else Decimal(value))
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return as_read(value)


def _editable(request: Request, pk: int) -> ReportedFigure:
    """Return the figure if the user sees it and may write it: 404 unseen, 403 without the right."""
    found = ReportedFigure.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.report = report_or_404(request, found.report_id)
    for right in (get_indicator(found.key).permission, Permission.REPORTED_EDIT):
        if not request.user.can(right, found.report.area):
            raise PermissionDenied
    return found
