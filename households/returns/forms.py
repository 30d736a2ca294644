"""The 13 forms of counts as data; here R1 to R3: the results and the movement.

Titles and layouts as the provinces fill them in; what the portal adds is nothing but the source of
each number. Indicators follow the standard, the minorities named one by one the city.
"""

from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext_lazy as _

from households.choices import PovertyClass
from households.movement_pages import HEADINGS
from households.returns.groups import by_cause, by_ethnicity, by_group, by_standard, children
from households.returns.layout import (
    TWO_LINES,
    Column,
    Counted,
    Form,
    Group,
    Moved,
    Source,
    Text,
    Total,
    Unit,
    Unrecorded,
    size,
)
from households.returns.shares import deprivations
from households.scoring import Standard

POOR, NEAR = PovertyClass.POOR, PovertyClass.NEAR_POOR
PERSONS, RATE = Unit.PERSONS, Unit.RATE
HOUSEHOLD_COUNT, PERSON_COUNT, SHARE = _("Số hộ"), _("Số khẩu"), _("Tỷ lệ")


def forms_for(*, standard: Standard, local: Sequence[str]) -> dict[str, Form]:
    """Return R1 to R13 for a standard and the minorities that have columns of their own."""
    made = [
        _main(),
        _poor_movement(),
        _near_poor_movement(),
        *deprivations(POOR, standard),
        *deprivations(NEAR, standard),
        by_group(),
        by_ethnicity(local),
        by_cause(),
        children(),
        by_standard(POOR),
        by_standard(NEAR),
    ]
    return {form.code: form for form in made}


def _pair(ref: int, text: Text, source: Source, *, unit: Unit, base: str) -> Group:
    """Return a number with its rate beside it, the next column."""
    head = PERSON_COUNT if unit == PERSONS else HOUSEHOLD_COUNT
    number = Column(ref=str(ref), text=head, source=source, unit=unit)
    rate = Column(ref=str(ref + 1), text=SHARE, formula=f"{ref}/{base}*100", unit=RATE)
    return Group(text, (number, rate))


def _main() -> Form:
    average = _("Tổng số hộ nông, lâm, ngư nghiệp có mức sống trung bình")
    people = _("Tổng số khẩu nông, lâm, ngư nghiệp có mức sống trung bình")
    homes = partial(_pair, unit=Unit.HOUSEHOLDS, base="1")
    persons = partial(_pair, unit=PERSONS, base="2")
    return Form(
        code="R1",
        title=_(
            "Tổng hợp kết quả chính thức rà soát hộ nghèo; hộ cận nghèo; hộ làm nông, lâm, ngư "
            "nghiệp có mức sống trung bình"
        ),
        parts=(
            Group(
                _("Tổng số hộ dân cư (tại thời điểm rà soát)"),
                (
                    Column(ref="1", text=HOUSEHOLD_COUNT, source=Total("households")),
                    Column(ref="2", text=_("Nhân khẩu"), source=Total("persons"), unit=PERSONS),
                ),
            ),
            Group(
                _("Kết quả rà soát về hộ (chính thức)"),
                (
                    homes(3, _("Tổng số hộ nghèo"), Counted(poverty_class=POOR)),
                    homes(5, _("Tổng số hộ cận nghèo"), Counted(poverty_class=NEAR)),
                    homes(7, average, Unrecorded()),
                ),
            ),
            Group(
                _("Kết quả rà soát về khẩu (chính thức)"),
                (
                    persons(9, _("Tổng số khẩu nghèo"), Counted(poverty_class=POOR, amount=size)),
                    persons(
                        11, _("Tổng số khẩu cận nghèo"), Counted(poverty_class=NEAR, amount=size)
                    ),
                    persons(13, people, Unrecorded()),
                ),
            ),
        ),
    )


def _moved(form: str, column: int) -> Column:
    """Return a column of the movement, named as the movement pages name it."""
    return Column(ref=str(column), text=HEADINGS[form][column - 1], source=Moved(form, column))


def _end(form: str) -> Column:
    """Return column 9: what the others add up to, counted as well."""
    return Column(ref="9", text=HEADINGS[form][8], formula="1-2-3-4+5+6+7+8", source=Moved(form, 9))


def _poor_movement() -> Form:
    of = partial(_moved, "r2")
    return Form(
        code="R2",
        title=_("Tổng hợp diễn biến hộ nghèo"),
        lines=TWO_LINES,
        parts=(
            of(1),
            Group(
                _("Diễn biến giảm số hộ nghèo"),
                (Group(_("Số hộ thoát nghèo"), (of(2), of(3))), of(4)),
            ),
            Group(
                _("Diễn biến tăng số hộ nghèo"),
                (of(5), Group(_("Số hộ nghèo bổ sung trong năm"), (of(6), of(7))), of(8)),
            ),
            _end("r2"),
        ),
    )


def _near_poor_movement() -> Form:
    of = partial(_moved, "r3")
    return Form(
        code="R3",
        title=_("Tổng hợp diễn biến hộ cận nghèo"),
        lines=TWO_LINES,
        parts=(
            of(1),
            Group(_("Diễn biến giảm số hộ cận nghèo"), (of(2), of(3), of(4))),
            Group(
                _("Diễn biến tăng số hộ cận nghèo"),
                (of(5), Group(_("Số hộ bổ sung trong năm"), (of(6), of(7))), of(8)),
            ),
            _end("r3"),
        ),
    )
