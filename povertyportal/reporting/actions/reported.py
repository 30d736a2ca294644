"""Official reports and the figures they state: entered, put right, explained, removed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import uuid4

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.models import OfficialReport, ReportedFigure
from povertyportal.reporting.papers import CheckedPaper, filing
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.units import Unit, is_additive, trimmed

R = TypeVar("R", OfficialReport, ReportedFigure)

REPORT_FACTS = (
    "title",
    "area_id",
    "stated_on",
    "period_from",
    "period_to",
    "standard",
    "source",
    "paper_id",
)
COMPARED = ("key", "value", "relation", "step", "period_from", "period_to", "tolerance")
"""What decides how a stated number stands to the computed one: a new one needs a new word on it."""
FIGURE_FACTS = (*COMPARED, "as_stated", "claims_plan_met", "note", "explanation")
NUMBERS = ("value", "step", "tolerance")
STALE = _("Bản ghi vừa được người khác sửa. Hãy mở lại trang rồi sửa tiếp.")
TAKEN = _("Báo cáo này đã có số của chỉ tiêu này. Hãy sửa số đó.")


def record_official_report(
    *, report: OfficialReport, by: User, now: datetime, scan: CheckedPaper | None = None
) -> OfficialReport:
    """Enter an official report; the same submission again returns the row it made first."""
    with filing(by=by, now=now, area_path=report.area.path) as keep, transaction.atomic():
        _demand_right(report.area, by=by)
        if report.submit_token is not None:
            first = OfficialReport.objects.filter(submit_token=report.submit_token).first()
            if first is not None:
                return first
        token = report.submit_token or uuid4()
        report.code = f"{report.stated_on:%Y%m%d}-{token.hex[:12]}"
        _demand_period(report, area=report.area)
        report.paper = keep(scan)
        report.full_clean()
        report.save(force_insert=True)
        _note("record", report, {name: (None, v) for name, v in _facts(report).items()}, by=by)
    return report


def amend_official_report(
    *,
    report: OfficialReport,
    values: Mapping[str, Any],
    by: User,
    now: datetime,
    version: int,
    scan: CheckedPaper | None = None,
) -> OfficialReport:
    """Put a report right; a new scan takes the place of the old one, which stays in the files."""
    with filing(by=by, now=now, area_path=report.area.path) as keep, transaction.atomic():
        report = _locked_report(report.pk, version=version)
        _demand_right(report.area, by=by)
        before = _facts(report)
        for name, value in values.items():
            setattr(report, name, value)
        _demand_right(report.area, by=by)
        _demand_period(report, area=report.area)
        report.paper = keep(scan) or report.paper
        _save_changed(report, before, by=by)
    return report


@transaction.atomic
def remove_official_report(*, report: OfficialReport, by: User, reason: str, version: int) -> None:
    """Delete a report entered by mistake; refuse it while it holds figures."""
    report = _locked_report(report.pk, version=version)
    _demand_right(report.area, by=by)
    if report.figures.exists():
        raise ValidationError(
            _("Báo cáo còn số đã báo cáo nên chưa xoá được. Hãy xoá các số đó trước."),
            code="in_use",
        )
    _discard(report, by=by, reason=reason)


@transaction.atomic
def record_reported_figure(*, figure: ReportedFigure, by: User) -> ReportedFigure:
    """Enter one stated figure; sent twice, it is entered once."""
    figure.report = _locked_report(figure.report_id)
    _demand_right(figure.report.area, by=by)
    first = figure.report.figures.filter(key=figure.key).first()
    if first is not None:
        if _facts(first) == _facts(figure):
            return first
        raise ValidationError({"key": ValidationError(TAKEN, code="taken")})
    _demand_sound(figure)
    figure.full_clean()
    figure.save(force_insert=True)
    _note("record", figure, {name: (None, v) for name, v in _facts(figure).items()}, by=by)
    return figure


@transaction.atomic
def amend_reported_figure(
    *, figure: ReportedFigure, values: Mapping[str, Any], by: User, version: int
) -> ReportedFigure:
    """Put a stated figure right; what was explained about another number falls away."""
    figure = _locked_figure(figure, version=version)
    _demand_right(figure.report.area, by=by)
    before = _facts(figure)
    for name, value in values.items():
        setattr(figure, name, value)
    after = _facts(figure)
    if any(before.get(name) != after.get(name) for name in COMPARED):
        _explain(figure, "", by=by, now=None)
    _demand_sound(figure)
    _save_changed(figure, before, by=by)
    return figure


@transaction.atomic
def remove_reported_figure(*, figure: ReportedFigure, by: User, reason: str, version: int) -> None:
    """Delete a stated figure entered by mistake."""
    figure = _locked_figure(figure, version=version)
    _demand_right(figure.report.area, by=by)
    _discard(figure, by=by, reason=reason)


@transaction.atomic
def explain_reported_figure(
    *, figure: ReportedFigure, text: str, by: User, now: datetime, version: int
) -> ReportedFigure:
    """Say why the stated number is not the computed one; an empty text takes the word back."""
    figure = _locked_figure(figure, version=version)
    _demand_right(figure.report.area, by=by)
    before = _facts(figure)
    if text.strip() == figure.explanation:
        return figure
    _explain(figure, text.strip(), by=by, now=now)
    _save_changed(figure, before, by=by, verb="explain")
    return figure


def _explain(figure: ReportedFigure, text: str, *, by: User, now: datetime | None) -> None:
    figure.explanation = text
    figure.explained_by = by if text else None
    figure.explained_at = now if text else None


def _demand_right(area: Area, *, by: User) -> None:
    if not by.can(Permission.REPORTED_EDIT, area):
        raise PermissionDenied


def _locked_report(pk: int, *, version: int | None = None) -> OfficialReport:
    rows = OfficialReport.objects.select_for_update(of=("self",)).select_related("area")
    return _current(rows.filter(pk=pk).first(), version)


def _locked_figure(figure: ReportedFigure, *, version: int) -> ReportedFigure:
    """Lock the report first, as every writer of its figures does."""
    report = _locked_report(figure.report_id)
    rows = ReportedFigure.objects.select_for_update(of=("self",))
    found = _current(rows.filter(pk=figure.pk).first(), version)
    found.report = report
    return found


def _current(found: R | None, version: int | None) -> R:
    """Return the row if it is still there, and still the one that was shown."""
    if found is None:
        raise ValidationError(_("Bản ghi này vừa bị xoá."), code="gone")
    if version is not None and found.version != version:
        raise ValidationError(STALE, code="conflict")
    return found


def _demand_period(row: Any, *, area: Area) -> None:
    """Refuse days out of order, and a period in which the area did not exist."""
    errors: dict[str, ValidationError] = {}
    if row.period_to < row.period_from:
        errors["period_to"] = ValidationError(_("Ngày cuối không thể trước ngày đầu của kỳ."))
    elif area.valid_from > row.period_to or (area.valid_to and area.valid_to < row.period_from):
        errors["period_to"] = ValidationError(
            _("%(area)s không tồn tại trong kỳ này."), params={"area": area.name}
        )
    if isinstance(row, OfficialReport) and row.stated_on < row.period_from:
        errors["stated_on"] = ValidationError(_("Ngày báo cáo không thể trước ngày đầu của kỳ."))
    if errors:
        raise ValidationError(errors)


def _demand_sound(figure: ReportedFigure) -> None:
    """Refuse a number that its figure cannot have, or that its last digit does not fit."""
    _demand_period(figure, area=figure.report.area)
    unit = get_indicator(figure.key).unit
    errors: dict[str, ValidationError] = {}
    if figure.value is not None:
        if figure.value % figure.step:
            errors["step"] = ValidationError(
                _("Số báo cáo phải chia hết cho độ lớn của chữ số cuối.")
            )
        if is_additive(unit) and figure.value % 1:
            errors["value"] = ValidationError(_("Chỉ tiêu này đếm bằng số nguyên."))
        elif unit == Unit.PERCENT and not 0 <= figure.value <= 100:
            errors["value"] = ValidationError(_("Tỷ lệ phải từ 0 đến 100 %."))
    if errors:
        raise ValidationError(errors)


def _facts(row: Any) -> dict[str, Any]:
    """Return what the row holds, empty fields left out, numbers without zeros behind the comma."""
    names: Iterable[str] = REPORT_FACTS if isinstance(row, OfficialReport) else FIGURE_FACTS
    pairs = [(name, getattr(row, name)) for name in names]
    return {
        name: trimmed(Decimal(value)) if name in NUMBERS else value
        for name, value in pairs
        if value not in (None, "")
    }


def _save_changed(row: Any, before: Mapping[str, Any], *, by: User, verb: str = "amend") -> None:
    """Save the row with its next version and one event; nothing where nothing changed."""
    after = _facts(row)
    names = dict.fromkeys([*before, *after])
    changes = {name: (before.get(name), after.get(name)) for name in names}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return
    row.version += 1
    try:
        row.full_clean()
    except ValidationError as error:
        if NON_FIELD_ERRORS in error.error_dict and "key" in changes:
            raise ValidationError({"key": ValidationError(TAKEN, code="taken")}) from error
        raise
    row.save()
    _note(verb, row, changes, by=by)


def _discard(row: Any, *, by: User, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Cần ghi lý do xoá."))})
    lost = {name: (value, None) for name, value in _facts(row).items()}
    _note("remove", row, lost, by=by, note=reason)
    row.delete()


def _note(
    verb: str, row: models.Model, changes: Mapping[str, Any], *, by: User, note: str = ""
) -> None:
    report = row if isinstance(row, OfficialReport) else row.report  # type: ignore[attr-defined]
    kind = "official_report" if row is report else "reported_figure"
    record(f"{kind}.{verb}", by=by, on=row, area_path=report.area.path, changes=changes, note=note)
