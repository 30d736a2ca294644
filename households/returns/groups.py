"""Forms R8 to R13: the poor and the near-poor by group, ethnicity, cause, children, standard."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from households.choices import CauseCode, Ethnicity, PovertyClass
from households.returns.layout import (
    TWO_LINES,
    Column,
    Counted,
    Form,
    Group,
    Keep,
    Listed,
    Text,
    Total,
    Unit,
    Unrecorded,
    everybody,
    size,
)

POOR, NEAR = PovertyClass.POOR, PovertyClass.NEAR_POOR
PERSONS, CHILDREN, RATE = Unit.PERSONS, Unit.CHILDREN, Unit.RATE
BY_CLASS: tuple[tuple[PovertyClass, Text], ...] = (
    (POOR, _("Hộ nghèo")),
    (NEAR, _("Hộ cận nghèo")),
)


def minority(home: Listed) -> bool:
    """Keep households whose head belongs to a minority."""
    return home.is_minority


def of_kinh(home: Listed) -> bool:
    """Keep households whose head is Kinh."""
    return home.ethnicity == Ethnicity.KINH


def of_local_minority(home: Listed) -> bool:
    """Keep households whose head belongs to a minority named in a column of its own."""
    return home.is_local


def without_labour(home: Listed) -> bool:
    """Keep households nobody of which is able to work."""
    return not home.has_labour


def with_merit(home: Listed) -> bool:
    """Keep households with a person of merit."""
    return home.has_merit


def led_by_woman(home: Listed) -> bool:
    """Keep households whose head is a woman."""
    return home.has_female_head


def of_no_group(home: Listed) -> bool:
    """Keep households in none of the groups of R8."""
    return not (home.is_minority or home.has_merit) and home.has_labour


GROUPS: tuple[tuple[Text, Keep], ...] = (
    (_("Tổng số"), everybody),
    (_("Hộ dân tộc thiểu số"), minority),
    (_("Hộ không có khả năng lao động"), without_labour),
    (_("Hộ có thành viên là người có công"), with_merit),
    (_("Hộ khác"), of_no_group),
)


def by_group() -> Form:
    """Return R8: the groups overlap, so that they may add up to more than the total."""
    return Form(
        code="R8",
        title=_("Phân tích hộ nghèo, hộ cận nghèo theo các nhóm đối tượng"),
        lines=TWO_LINES,
        parts=tuple(
            Group(
                text,
                tuple(
                    Column(
                        ref=str(5 * block + place),
                        text=heading,
                        source=Counted(poverty_class=of, keep=keep),
                    )
                    for place, (heading, keep) in enumerate(GROUPS, start=1)
                ),
            )
            for block, (of, text) in enumerate(BY_CLASS)
        ),
    )


def _is_of(code: str) -> Keep:
    return lambda home: home.ethnicity == code


def _of_other_minority(home: Listed) -> bool:
    return home.is_minority and not home.is_local


def by_ethnicity(local: Sequence[str]) -> Form:
    """Return R9: the largest minorities of the city have columns, the others share one."""
    width = len(local) + 4
    return Form(
        code="R9",
        title=_("Phân tích hộ nghèo, hộ cận nghèo theo dân tộc"),
        parts=tuple(
            Group(text, _ethnicities(of, local, first=block * width + 1))
            for block, (of, text) in enumerate(BY_CLASS)
        ),
    )


def _ethnicities(of: PovertyClass, local: Sequence[str], *, first: int) -> tuple[Column, ...]:
    """Return the columns of one class; each is filed under its group, whatever its place."""

    def column(place: int, text: Text, keep: Keep, name: str) -> Column:
        source = Counted(poverty_class=of, keep=keep)
        return Column(ref=str(first + place), text=text, source=source, name=f"{of}.{name}")

    named = [
        column(place, str(Ethnicity(code).label), _is_of(code), code)
        for place, code in enumerate(local, start=3)
    ]
    rest = column(3 + len(local), _("Dân tộc thiểu số khác"), _of_other_minority, "other")
    minorities = Column(
        ref=str(first + 2),
        text=_("Tổng số hộ dân tộc thiểu số"),
        formula="+".join(each.ref for each in (*named, rest)),
        name=f"{of}.minority",
    )
    total = column(0, _("Tổng số"), everybody, "all")
    kinh = column(1, str(Ethnicity.KINH.label), of_kinh, Ethnicity.KINH)
    return (total, kinh, minorities, *named, rest)


def _named_cause(code: str) -> Keep:
    return lambda home: code in home.causes


def by_cause() -> Form:
    """Return R10: a household may name several causes."""
    causes = tuple(
        Column(
            ref=str(place), text=label, source=Counted(poverty_class=POOR, keep=_named_cause(code))
        )
        for place, (code, label) in enumerate(CauseCode.choices, start=2)
    )
    return Form(
        code="R10",
        title=_("Phân tích hộ nghèo theo các nguyên nhân nghèo"),
        parts=(
            Column(ref="1", text=_("Tổng số hộ nghèo"), source=Counted(poverty_class=POOR)),
            Group(_("Nguyên nhân nghèo (một hộ có thể có nhiều nguyên nhân)"), causes),
        ),
    )


def with_children(home: Listed) -> bool:
    """Keep households with children."""
    return home.children > 0


OF_CHILDREN: tuple[tuple[Text, Callable[[Listed], int | None]], ...] = (
    (_("Tổng số trẻ em"), lambda home: home.children),
    (_("Trẻ em thiếu hụt về y tế"), lambda home: home.children_lacking_health),
    (_("Trẻ em thiếu hụt về giáo dục"), lambda home: home.children_lacking_school),
)


def children() -> Form:
    """Return R11: children, and those who lack health care or school."""
    return Form(
        code="R11",
        title=_("Trẻ em thiếu hụt dịch vụ xã hội cơ bản trong hộ nghèo, hộ cận nghèo"),
        parts=tuple(
            Group(
                text,
                tuple(
                    Column(
                        ref=str(3 * block + place),
                        text=heading,
                        source=Counted(poverty_class=of, keep=with_children, amount=amount),
                        unit=CHILDREN,
                    )
                    for place, (heading, amount) in enumerate(OF_CHILDREN, start=1)
                ),
            )
            for block, (of, text) in enumerate(BY_CLASS)
        ),
    )


KINH, MINORITIES, LOCAL = (
    _("Hộ dân tộc Kinh"),
    _("Hộ dân tộc thiểu số"),
    _("Hộ dân tộc thiểu số tại chỗ"),
)
LISTED_BY: tuple[tuple[Text, Keep], ...] = (
    (_("Tổng số"), everybody),
    (KINH, of_kinh),
    (MINORITIES, minority),
    (LOCAL, of_local_minority),
    (_("Hộ có người có công"), with_merit),
    (_("Hộ không có khả năng lao động"), without_labour),
    (_("Chủ hộ là nữ"), led_by_woman),
)
PERSONS_BY: tuple[tuple[Text, Keep], ...] = (
    (_("Nhân khẩu"), everybody),
    (_("Nhân khẩu hộ dân tộc thiểu số"), minority),
)


def by_standard(of: PovertyClass) -> Form:
    """Return R12 (poor) or R13 (near-poor): among all residents, by group, with both rates."""
    is_poor = of == POOR
    residents = (
        Column(ref="1", text=_("Tổng số hộ"), source=Total("households")),
        *(
            Column(ref=str(place), text=text, source=Unrecorded())
            for place, text in enumerate((KINH, MINORITIES, LOCAL), start=2)
        ),
        Column(ref="5", text=_("Nhân khẩu"), source=Total("persons"), unit=PERSONS),
    )
    listed = tuple(
        Column(ref=str(place), text=text, source=Counted(poverty_class=of, keep=keep))
        for place, (text, keep) in enumerate(LISTED_BY, start=6)
    )
    persons = tuple(
        Column(
            ref=str(place),
            text=text,
            source=Counted(poverty_class=of, keep=keep, amount=size),
            unit=PERSONS,
        )
        for place, (text, keep) in enumerate(PERSONS_BY, start=13)
    )
    rates = (
        Column(ref="15", text=_("Chung"), formula="6/1*100", unit=RATE),
        Column(ref="16", text=_("Trong hộ dân tộc thiểu số"), formula="8/3*100", unit=RATE),
    )
    return Form(
        code="R12" if is_poor else "R13",
        title=(
            _("Kết quả rà soát hộ nghèo theo chuẩn nghèo")
            if is_poor
            else _("Kết quả rà soát hộ cận nghèo theo chuẩn nghèo")
        ),
        parts=(
            Group(_("Tổng số hộ dân cư"), residents),
            Group(_("Hộ nghèo") if is_poor else _("Hộ cận nghèo"), (*listed, *persons)),
            Group(_("Tỷ lệ hộ nghèo (%)") if is_poor else _("Tỷ lệ hộ cận nghèo (%)"), rates),
        ),
    )
