"""Nhiệm vụ, giải pháp và kiến nghị: what was instructed, what the money and the plans ask for."""

from collections.abc import Sequence
from datetime import date

from households.indicators.plans import plans
from households.models import Household
from households.papers.frame import slashed
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.documents import Block, Column, Table
from programs import findings, matcher
from programs.models import Allocation, Directive
from programs.papers.report.brief import Brief
from programs.papers.report.difficulties import reasons
from programs.papers.report.parts import CENTRE, RIGHT, caption, count, lead, money, said, to_write
from programs.papers.report.steering import directives
from programs.reallocation import Advice, Suggestion, suggestions

ADVICE = {
    Advice.MOVE: "Chuyển sang {taker}",
    Advice.NOWHERE: "Chuyển nguồn sang năm sau hoặc nộp trả ngân sách cấp trên",
    Advice.KEEP: "Giữ lại, phân bổ để hỗ trợ {left} đủ điều kiện chưa được hỗ trợ",
    Advice.ASK: "Bổ sung số liệu về đối tượng trước khi điều chỉnh",
    Advice.PLAN: "Phân bổ theo kế hoạch hoạt động",
}


def tasks(brief: Brief) -> Sequence[Block]:
    """Return the instructions with their offices and days, and the households named to leave."""
    found: list[Block] = []
    if brief.allows(Permission.DIRECTIVE_VIEW):
        found += _directives(brief)
    if brief.allows(Permission.REVIEW_VIEW):
        found += _exit_plans(brief)
    return found or [said("Cơ quan báo cáo bổ sung nhiệm vụ, giải pháp của kỳ tới.")]


def _directives(brief: Brief) -> list[Block]:
    as_of = brief.scope.as_of
    rows = list(directives(brief.scope).select_related("owner").order_by("due_on", "pk"))
    if not rows:
        return []
    return [
        lead("Thực hiện các nhiệm vụ đã được giao sau đây, bảo đảm đúng hạn:"),
        *caption("Nhiệm vụ, đơn vị chủ trì và thời hạn"),
        Table(
            columns=(
                Column(width=6, align=CENTRE),
                Column(width=43),
                Column(width=25),
                Column(width=13, align=CENTRE),
                Column(width=13, align=CENTRE),
            ),
            head=(("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn", "Tình trạng"),),
            rows=tuple(
                (
                    str(place),
                    f"{row.title}. {row.instruction}",
                    str(row.owner),
                    slashed(row.due_on),
                    _state(row, as_of),
                )
                for place, row in enumerate(rows, start=1)
            ),
            is_small=True,
        ),
    ]


def _state(row: Directive, as_of: date) -> str:
    """Return how far the instruction was on the day."""
    if row.done_on and row.done_on <= as_of:
        return "Hoàn thành"
    return "Quá hạn" if row.due_on < as_of else "Đang thực hiện"


def _exit_plans(brief: Brief) -> list[Block]:
    """Say for how many households a plan names the way out of poverty, this year and later."""
    year = brief.scope.as_of.year
    named = plans(brief.scope.of_days(date(year, 1, 1), date(year, 12, 31)))
    number = named.filter(year=year).count()
    if not number:
        return [
            said(
                f"Các phường, xã xác định rõ từng hộ có khả năng thoát nghèo năm {year} và lập kế "
                "hoạch hỗ trợ; đến nay hồ sơ chưa ghi kế hoạch của hộ nào."
            )
        ]
    return [
        said(
            f"Hỗ trợ {count(number, 'hộ')} có kế hoạch thoát nghèo năm {year} theo đúng việc và "
            "thời hạn ghi trong kế hoạch của từng hộ."
        )
    ]


def proposals(brief: Brief) -> Sequence[Block]:
    """Return what is proposed about the idle money; a line to write on where there is nothing."""
    if brief.allows(Permission.CAPITAL_VIEW):
        found = _suggested(brief)
        if found:
            intro = (
                "Đối chiếu lý do chưa phân bổ với đối tượng đủ điều kiện trong hồ sơ, đề nghị cấp "
                "có thẩm quyền xem xét, cho xử lý vốn chưa phân bổ như sau (số tiền là dự kiến):"
            )
            title = caption("Đề nghị xử lý vốn chưa phân bổ", unit="triệu đồng")
            return [lead(intro), *title, _proposed(found), to_write("Kiến nghị khác:")]
    return [to_write("Kiến nghị, đề xuất:")]


def _proposed(found: Sequence[Suggestion]) -> Table:
    rows = [
        (str(place), _account(each.money.allocation), money(each.amount), _words(each))
        for place, each in enumerate(found, start=1)
    ]
    return Table(
        columns=(
            Column(width=6, align=CENTRE),
            Column(width=37),
            Column(width=13, align=RIGHT),
            Column(width=44),
        ),
        head=(("STT", "Vốn chưa phân bổ của", "Số tiền", "Đề nghị"),),
        rows=tuple(rows),
        is_small=True,
    )


def _suggested(brief: Brief) -> list[Suggestion]:
    """Return what is suggested for money that waited on the as-of day and still waits."""
    as_of = brief.scope.as_of
    open_then = {reason.allocation_id for reason in reasons(brief)}
    rows = Allocation.objects.filter(brief.scope.inside(), year__lte=as_of.year)
    rows = rows.select_related("component__programme", "area").order_by("component__order", "pk")
    found: list[Suggestion] = []
    people = Household.objects.filter(brief.scope.inside())
    for year in sorted(
        set(rows.filter(pk__in=open_then).order_by().values_list("year", flat=True))
    ):
        accounts = list(rows.filter(year=year))
        leaves = {row.component_id: row.component for row in accounts}
        matches = matcher.matches(leaves.values(), year=year, today=as_of, households=people)
        idle = findings.idle_in(rows.filter(year=year, pk__in=open_then))
        found += suggestions(idle, matches, accounts)
    return found


def _words(each: Suggestion) -> str:
    """Say what is suggested for one account."""
    left = findings.counted(each.match, len(each.match.unserved))
    return ADVICE[each.advice].format(left=left, taker=_account(each.to) if each.to else "")


def _account(allocation: Allocation) -> str:
    kind, source = allocation.get_kind_display().lower(), allocation.get_source_display().lower()
    return f"{allocation.component.code}, vốn {kind} năm {allocation.year} ({source})"
