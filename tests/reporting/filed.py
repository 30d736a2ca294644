"""A small kind of report for tests of filing: all figures of an area on one paper."""

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from povertyportal.accounts import append_only
from povertyportal.accounts.audit import record
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import actions, reports
from povertyportal.reporting.documents import Column, Document, Paragraph, Signature, Signatures
from povertyportal.reporting.documents import Table as PaperTable
from povertyportal.reporting.figures import all_figures
from povertyportal.reporting.freezing import FILE, frozen_figures, frozen_papers, sum_of
from povertyportal.reporting.models import FiledReport
from povertyportal.reporting.reports import Gap, Report, ReportKind
from povertyportal.reporting.scope import Scope
from programs.models import Award

KEY = "test_summary"


def build(scope, user):
    """Return the figures the user may see, on a paper that carries each of them."""
    figures = tuple(all_figures(scope, user=user))
    gaps = () if figures else (Gap(title="Không có chỉ tiêu nào", advice="Hãy chọn địa bàn khác."),)
    return Report(
        papers=(
            Document(
                title="BÁO CÁO THỬ",
                agency=("ỦY BAN NHÂN DÂN", scope.area.name.upper()),
                number="Số: ………/BC-UBND",
                blocks=(
                    Paragraph(text=f"Số liệu của {scope.area.name}", lead="I."),
                    PaperTable(
                        columns=(Column(width=66.7), Column(width=33.3)),
                        head=(("Chỉ tiêu", "Giá trị"),),
                        rows=tuple((str(f.indicator.title), f.shown) for f in figures),
                    ),
                    Signatures(columns=(Signature(title="CHỦ TỊCH"),)),
                ),
            ),
        ),
        figures=figures,
        numbers={"rewards": Award.objects.filter(scope.inside()).count()},
        gaps=gaps,
    )


def kind(**fields):
    """Return the kind, changed by its keywords."""
    fields = {
        "key": KEY,
        "title": "Báo cáo thử",
        "description": "Mọi chỉ tiêu trên một trang.",
        "permission": Permission.REPORT_VIEW,
        "build": build,
    } | fields
    return ReportKind(**fields)


def register(monkeypatch, **fields):
    """Register the kind for one test."""
    made = kind(**fields)
    monkeypatch.setitem(reports._kinds, made.key, made)
    return made


def scope(area, **fields):
    """Return the year 2022 of the area, as of its last day."""
    fields = {
        "start": date(2022, 1, 1),
        "end": date(2022, 12, 31),
        "as_of": date(2022, 12, 31),
        "standard": "STD2022",
        "is_chosen": True,
    } | fields
    return Scope(area=area, **fields)


def filed(area, *, by, **fields):
    """Return a report of the area that was filed."""
    fields = {"kind": kind(), "scope": scope(area), "token": uuid4()} | fields
    return actions.file_report(by=by, **fields)


def row(area, *, by):
    """Return a filed report of the area, whoever may file: one paper, no figure."""
    asked = scope(area)
    report = Report(papers=(Document(title="BÁO CÁO THỬ"),))
    made = FiledReport(
        kind="mid_term",
        title="Báo cáo đánh giá giữa kỳ",
        area=area,
        period_from=asked.start,
        period_to=asked.end,
        as_of=asked.as_of,
        standard=asked.standard,
        papers=frozen_papers(report, number=""),
        figures=frozen_figures(report, scope=asked),
        filed_by=by,
        filed_at=timezone.now(),
    )
    made.sha256 = sum_of(made)
    made.save()
    record(FILE, by=by, on=made, area_path=area.path, changes={"sha256": (None, made.sha256)})
    return made


def tamper(row, **columns):
    """Change a filed row past its trigger, as somebody with the database's password could."""
    with connection.cursor() as cursor:
        open_door = SimpleNamespace(connection=connection, execute=cursor.execute)
        append_only.remove(open_door, FiledReport._meta.db_table)
    FiledReport.objects.filter(pk=row.pk).update(**columns)
