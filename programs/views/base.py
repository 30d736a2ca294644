"""The two pages every record has: a list with its totals, and a page with its facts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import Household, Person
from povertyportal.accounts.http import Request
from povertyportal.ui.charts import StackedBar
from povertyportal.ui.filters import ListFilterSet
from povertyportal.ui.listing import list_page
from povertyportal.ui.tables import PortalTable
from povertyportal.ui.text import grouped
from programs import models
from programs.models import Attachment
from programs.models.base import Record, reads_names
from programs.tables import PERSON_COLUMNS

Fact = tuple[str | Promise, Any]
Totals = Callable[[QuerySet[Any]], list[Fact]]

ATTACHABLE: dict[str, type[Record]] = {
    str(model._meta.model_name): model
    for model in (
        models.Allocation,
        models.AllocationEntry,
        models.EntryProposal,
        models.BudgetYear,
        models.IdleReason,
        models.Loan,
        models.Repayment,
        models.TrainingClass,
        models.Enrolment,
        models.JobNeed,
        models.JobPlacement,
        models.OverseasContract,
        models.JobAggregate,
        models.HousingCase,
        models.HousingContribution,
        models.FundTransaction,
        models.Support,
        models.Communication,
        models.SupervisionVisit,
        models.SupervisionFinding,
        models.Award,
        models.Directive,
        models.DirectiveNote,
        models.Statistic,
    )
}
"""Records beside which files are kept, by the name of the model that stands in addresses."""

THEMES: dict[str, list[tuple[str, str | Promise]]] = {
    "capital": [
        ("allocation_list", gettext_lazy("Vốn được giao")),
        ("capital_recipients", gettext_lazy("Phường, xã, đơn vị")),
        ("allocation_entry_list", gettext_lazy("Sổ giao, phân bổ, giải ngân")),
        ("proposal_list", gettext_lazy("Chờ duyệt")),
        ("idle_reason_list", gettext_lazy("Vốn chưa phân bổ")),
        ("alert_list", gettext_lazy("Cảnh báo vốn")),
        ("budget_year_list", gettext_lazy("Năm ngân sách")),
        ("component_list", gettext_lazy("Dự án, tiểu dự án")),
    ],
    "credit": [
        ("loan_list", gettext_lazy("Món vay")),
        ("repayment_list", gettext_lazy("Sổ trả nợ")),
        ("loan_product_list", gettext_lazy("Chương trình vay và điều kiện")),
    ],
    "work": [
        ("job_need_list", gettext_lazy("Nhu cầu việc làm")),
        ("job_service_list", gettext_lazy("Lượt hỗ trợ")),
        ("job_placement_list", gettext_lazy("Kết nối việc làm")),
        ("overseas_contract_list", gettext_lazy("Làm việc ở nước ngoài")),
        ("job_aggregate_list", gettext_lazy("Tổng hợp năm")),
        ("overlap_list", gettext_lazy("Trùng lặp")),
        ("training_class_list", gettext_lazy("Lớp nghề")),
        ("enrolment_list", gettext_lazy("Học viên")),
        ("enrolment_follow_up_list", gettext_lazy("Việc làm sau học nghề")),
        ("statistic_list", gettext_lazy("Số liệu thống kê")),
    ],
    "housing": [
        ("housing_case_list", gettext_lazy("Nhà ở")),
        ("housing_contribution_list", gettext_lazy("Đóng góp làm nhà")),
        ("fund_transaction_list", gettext_lazy("Quỹ Vì người nghèo")),
        ("fund_account_list", gettext_lazy("Số dư các Quỹ")),
    ],
    "supports": [
        ("support_list", gettext_lazy("Hỗ trợ đã ghi")),
        ("unsupported_list", gettext_lazy("Lâu chưa được hỗ trợ")),
        ("repeated_support_list", gettext_lazy("Hỗ trợ hai lần cùng loại")),
        ("stuck_list", gettext_lazy("Đã hỗ trợ, chưa thoát nghèo")),
    ],
    "activities": [
        ("communication_list", gettext_lazy("Truyền thông")),
        ("supervision_visit_list", gettext_lazy("Giám sát")),
        ("supervision_finding_list", gettext_lazy("Phát hiện, khắc phục")),
    ],
    "awards": [
        ("award_list", gettext_lazy("Khen thưởng")),
        ("directive_list", gettext_lazy("Chỉ đạo")),
        ("directive_note_list", gettext_lazy("Tiến độ chỉ đạo")),
    ],
}


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a record's page: a table of related rows, with a sum or a chart.

    `grid` is a table of sums; `more` leads to the whole of what is shown: (label, address).
    """

    title: str | Promise
    table: PortalTable | None = None
    rows: Sequence[Any] = ()
    sums: Sequence[Fact] = ()
    chart: StackedBar | None = None
    grid: Any = None
    more: tuple[str | Promise, str] | None = None

    @property
    def head(self) -> str:
        """Return the heading cells."""
        return self.table.head(QueryDict()) if self.table else ""

    @property
    def body(self) -> str:
        """Return the rows as HTML."""
        return self.table.body(self.rows) if self.table else ""


def related(
    title: str | Promise,
    table: type[PortalTable],
    rows: Sequence[Any] | QuerySet[Any],
    *,
    exclude: tuple[str, ...] = (),
    sums: Sequence[Fact] = (),
    more: tuple[str | Promise, str] | None = None,
) -> Section:
    """Return the part with the rows that belong to a record; headings come from their model."""
    none = table._meta.model._default_manager.none()
    shown = table(none, orderable=False, exclude=exclude)
    return Section(title=title, table=shown, rows=list(rows), sums=sums, more=more)


def record_list(
    request: Request,
    *,
    rows: QuerySet[Any],
    filters: type[ListFilterSet],
    table: type[PortalTable],
    filename: str,
    title: str | Promise,
    theme: str = "",
    template: str = "programs/list.html",
    totals: Mapping[str, tuple[str | Promise, Any]] | Totals | None = None,
    create: tuple[str | Promise, str] | None = None,
    links: Sequence[tuple[str | Promise, str]] = (),
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a list with the tabs of its theme and totals over all rows that pass the filter.

    `create` is the label and the address name of the page where a new row is entered: it is
    offered to those who may write such rows somewhere. `links` are further (label, address).

    `totals` maps a name to (label, aggregate); money is shown grouped, the label has the unit.
    Where a total is no aggregate, such as a rate, it is the function that gives them all.
    """

    def summed(passed: QuerySet[Any]) -> list[Fact]:
        if callable(totals):
            return totals(passed)
        wanted = totals or {}
        found = passed.order_by().aggregate(**{key: agg for key, (_label, agg) in wanted.items()})
        return [(label, _in_total(found[key])) for key, (label, _agg) in wanted.items()]

    return list_page(
        request,
        rows=rows,
        filters=filters,
        table=table,
        filename=filename,
        title=title,
        template=template,
        exclude=hidden_columns(request, rows.model),
        totals=summed if totals else None,
        context={
            "theme": THEMES.get(theme, ()),
            "links": [*_create_link(request, rows.model, create), *links],
            **(context or {}),
        },
    )


def _in_total(value: int | None) -> str:
    """Return a total as shown; a sum of which no row says anything is unknown, not 0."""
    return _("chưa có số liệu") if value is None else grouped(value)


def _create_link(
    request: Request, model: type[Model], create: tuple[str | Promise, str] | None
) -> list[tuple[str | Promise, str]]:
    if create is None or not issubclass(model, Record) or not request.user.has(model.EDIT):
        return []
    label, name = create
    return [(label, reverse(name))]


def record_page(
    request: Request,
    row: Model,
    *,
    back: str,
    facts: Sequence[str | Fact],
    sections: Sequence[Section] = (),
    links: Sequence[tuple[str | Promise, str]] = (),
    edit: str = "",
    remove: str = "",
    title: str = "",
    template: str = "programs/record.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show one record: its facts by field name, then its sections.

    `back` names its list, `links` what the user may do with it: (label, address), main one first.
    `edit` and `remove` name the pages where those who may write it put it right or delete it.
    Files kept beside the record are shown below.
    """
    named = reads_names(request.user, type(row))
    can_write = isinstance(row, Record) and request.user.can(type(row).EDIT, row.where)
    if can_write:
        pages = ((_("Sửa"), edit), (_("Xoá"), remove))
        links = [*links, *((label, reverse(name, args=[row.pk])) for label, name in pages if name)]
    shown = [
        fact_of(row, fact, named=named) if isinstance(fact, str) else fact
        for fact in facts
        if named or not isinstance(fact, str) or not _is_person(row, fact)
    ]
    return TemplateResponse(
        request,
        template,
        {
            "title": title or (str(row) if named else coded(row)),
            "record": row,
            "facts": shown,
            "sections": sections,
            "links": links,
            **papers_of(row, can_write=can_write),
            **list_crumb(row, back),
            **(context or {}),
        },
    )


def papers_of(row: Model, *, can_write: bool) -> dict[str, Any]:
    """Return the files kept beside the record, and where to add one."""
    entity = str(row._meta.model_name)
    if ATTACHABLE.get(entity) is not type(row):
        return {}
    held = Attachment.objects.filter(entity=entity, record_id=row.pk, removed_at=None)
    return {
        "attachments": list(held.select_related("paper")),
        "attach_url": reverse("attachment_create", args=[entity, row.pk]) if can_write else "",
    }


def list_crumb(row: Model, back: str) -> dict[str, str]:
    """Return the address and the name of the row's list, the first step of its breadcrumbs."""
    return {
        "list_url": reverse(back),
        "list_label": capfirst(str(row._meta.verbose_name_plural)),
    }


def visible_or_404(rows: QuerySet[Any], pk: int) -> Any:
    """Return the row out of those the user may see; 404 otherwise."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def hidden_columns(request: Request, model: type[Model]) -> tuple[str, ...]:
    """Return the columns of the model's table that the user may not see."""
    return () if reads_names(request.user, model) else PERSON_COLUMNS


def coded(row: Model) -> str:
    """Return the record in words that name nobody: what it is and the household's code."""
    held = (getattr(row, name, None) for name in ("case", "enrolment", "need"))
    about = next((found for found in held if isinstance(found, Model)), row)
    household = getattr(about, "household", None)
    if household is None:
        return str(row)
    return f"{capfirst(str(row._meta.verbose_name))} {household.code}"


def _is_person(row: Model, name: str) -> bool:
    return row._meta.get_field(name).related_model is Person


def fact_of(row: Model, name: str, *, named: bool) -> Fact:
    """Return the field's label and its value as people read it."""
    field: Any = row._meta.get_field(name)
    value = getattr(row, name)
    if field.choices:
        value = getattr(row, f"get_{name}_display")()
    return capfirst(str(field.verbose_name)), as_read(value, named=named)


def as_read(value: Any, *, named: bool) -> Any:
    """Return a value in words: days, amounts, yes and no, links; names only where `named`."""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int):
        return grouped(value) if abs(value) >= 10_000 else str(value)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, Household):
        if not named:
            return value.code
        return format_html('<a href="{}">{}</a>', value.get_absolute_url(), value)
    if isinstance(value, Record) and not named:
        return coded(value)
    return value
