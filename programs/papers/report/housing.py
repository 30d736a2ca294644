"""Nhà ở và Quỹ Vì người nghèo: houses by who led them, and the Fund's money, which closes."""

from collections.abc import Sequence

from povertyportal.reporting.documents import Block
from povertyportal.reporting.registry import Theme
from povertyportal.reporting.units import MISSING, Unit
from programs.papers.report import phrases
from programs.papers.report.brief import Brief
from programs.papers.report.parts import closing_table, said


def blocks(brief: Brief) -> Sequence[Block]:
    """Return the sentences about houses and about the Fund, and the Fund's table."""
    fund = brief.lines["fund_raised"].done
    return [
        said(_houses(brief)),
        said(_fund(brief)),
        *phrases.against_report(brief.of_theme(Theme.HOUSING)),
        *closing_table(fund, title=f"Thu, chi Quỹ {phrases.days(fund.scope)}", unit="tiền"),
    ]


def _houses(brief: Brief) -> str:
    houses, amount = brief.lines["houses_supported"], brief.lines["houses_amount"]
    by_fund = brief.lines["fund_houses"]
    when = phrases.days(houses.done.scope)
    if houses.done.value is None and by_fund.done.value is None:
        return f"Nhà ở hỗ trợ cho hộ nghèo {when}: {MISSING}."
    return (
        f"{when.capitalize()}, số nhà xây mới, sửa chữa cho hộ nghèo đã nghiệm thu từ các nguồn "
        f"ngoài Quỹ Vì người nghèo là {phrases.with_plan(houses)}, tổng đóng góp "
        f"{phrases.with_plan(amount)}; do Quỹ Vì người nghèo hỗ trợ là "
        f"{phrases.with_plan(by_fund)}. Các nhà này không dùng vốn Chương trình."
    )


def _fund(brief: Brief) -> str:
    raised, spent = brief.lines["fund_raised"], brief.lines["fund_spent"]
    when = phrases.days(raised.done.scope)
    if raised.done.value is None and spent.done.value is None:
        return f"Thu, chi Quỹ Vì người nghèo {when}: {MISSING}."
    text = (
        f"{when.capitalize()}, Quỹ Vì người nghèo thu vận động: {phrases.with_plan(raised)}; chi "
        f"hỗ trợ: {phrases.with_plan(spent)}"
    )
    more = (spent.done.value or 0) - (raised.done.value or 0)
    if more > 0:
        over = phrases.quantity(more, Unit.DONG)
        text += f"; phần chi nhiều hơn thu trong kỳ {over} lấy từ số dư và các nguồn khác của Quỹ"
    return f"{text}."
