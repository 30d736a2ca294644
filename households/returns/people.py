"""Forms R14 (near-poor) and R15 (poor): who lives in the listed households, one line for each.

What is said of the whole household stands on the line of its head. Male and female are two columns
that hold the year of birth, as the form has them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from households.choices import Gender, NeedCode, PovertyClass
from households.movement import END, FORM_OF, START
from households.returns.layout import Column, Group, Listed, Text
from households.returns.records import Member, Records

MARK = "x"
RELAPSED = 6


@dataclass(frozen=True, kw_only=True)
class PersonForm:
    """One detailed list: its class, and its columns under headings."""

    code: str
    title: Text
    poverty_class: PovertyClass
    parts: tuple[Group | Column, ...]


@dataclass(frozen=True, kw_only=True)
class Home:
    """One household of the list with its lines; the first one is its head's."""

    number: int
    listed: Listed
    place: str
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class PersonList:
    """A detailed list filled in; `uneven` counts households whose lines are not their persons."""

    form: PersonForm
    homes: tuple[Home, ...]
    uneven: int

    @property
    def persons(self) -> int:
        """Return how many persons stand on the list."""
        return sum(len(home.lines) for home in self.homes)


def _column(ref: str, text: Text) -> Column:
    return Column(ref=ref, text=text)


def _form(code: str, of: PovertyClass) -> PersonForm:
    is_poor = of == PovertyClass.POOR
    status = (
        (_("Hộ nghèo mới"), _("Hộ tái nghèo"), _("Hộ nghèo cũ"))
        if is_poor
        else (_("Hộ cận nghèo mới"), _("Hộ tái cận nghèo"), _("Hộ cận nghèo cũ"))
    )
    return PersonForm(
        code=code,
        title=_("Danh sách chi tiết hộ nghèo") if is_poor else _("Danh sách chi tiết hộ cận nghèo"),
        poverty_class=of,
        parts=(
            _column("1", _("Số thứ tự hộ")),
            _column("2", _("Số thứ tự thành viên")),
            _column("3", _("Họ và tên")),
            Group(_("Năm sinh"), (_column("4", _("Nam")), _column("5", _("Nữ")))),
            _column("6", _("Dân tộc")),
            _column("7", _("Quan hệ với chủ hộ")),
            Group(
                _("Tình trạng hộ"),
                tuple(_column(str(n), text) for n, text in enumerate(status, start=8)),
            ),
            _column("11", _("Hộ có người có công")),
            _column("12", _("Hộ dân tộc thiểu số tại chỗ")),
            _column("13", _("Hộ không có khả năng lao động")),
            Group(
                _("Nhu cầu hỗ trợ"),
                tuple(_column(str(n), label) for n, label in enumerate(NeedCode.labels, start=14)),
            ),
        ),
    )


PERSON_FORMS = {
    form.code: form
    for form in (_form("R14", PovertyClass.NEAR_POOR), _form("R15", PovertyClass.POOR))
}


def list_people(records: Records) -> dict[str, PersonList]:
    """Return R14 and R15 of the area, by code."""
    return {code: _list(records, form) for code, form in PERSON_FORMS.items()}


def _list(records: Records, form: PersonForm) -> PersonList:
    status = _status_of(records, form.poverty_class)
    found = [home for home in records.homes if home.poverty_class == form.poverty_class]
    found.sort(key=lambda home: _order(records, home))
    homes = [
        Home(
            number=number,
            listed=home,
            place=_place(records, home),
            lines=tuple(_lines(records.members.get(home.household, []), home, number, status)),
        )
        for number, home in enumerate(found, start=1)
    ]
    uneven = sum(len(home.lines) != home.listed.persons for home in homes)
    return PersonList(form=form, homes=tuple(homes), uneven=uneven)


def _order(records: Records, home: Listed) -> tuple[str, str, str, int]:
    review = records.reviews[home.household]
    village = review.village.code if review.village else ""
    return review.area.code, village, review.household.sort_key, home.household


def _place(records: Records, home: Listed) -> str:
    review = records.reviews[home.household]
    parts = [review.village.name if review.village else "", review.area.name]
    return ", ".join(part for part in parts if part)


def _status_of(records: Records, of: PovertyClass) -> Callable[[int], tuple[bool, bool, bool]]:
    """Return how a household came onto the list: new, back again, or there before.

    Nobody knows in the first round of a standard.
    """
    forms = [row.movement.forms[FORM_OF[of]] for row in records.movements]
    before = {key for form in forms for key in form.cells[START].households}
    back = {key for form in forms for key in form.cells[RELAPSED].households}
    here = {key for form in forms for key in form.cells[END].households}

    def status(household: int) -> tuple[bool, bool, bool]:
        if records.previous is None or household not in here:
            return False, False, False
        is_old, is_back = household in before, household in back
        return not (is_old or is_back), is_back, is_old

    return status


def _lines(
    members: Iterable[Member],
    home: Listed,
    number: int,
    status: Callable[[int], tuple[bool, bool, bool]],
) -> Iterable[tuple[str, ...]]:
    for place, member in enumerate(members, start=1):
        person = member.person
        is_male = person.gender == Gender.MALE
        year = str(person.birth_year)
        marks = _marks(home, status) if place == 1 else ("",) * (6 + len(NeedCode))
        yield (
            str(number) if place == 1 else "",
            str(place),
            person.full_name,
            year if is_male else "",
            "" if is_male else year,
            str(person.get_ethnicity_display()),
            member.relation_words,
            *marks,
        )


def _marks(home: Listed, status: Callable[[int], tuple[bool, bool, bool]]) -> tuple[str, ...]:
    said = (
        *status(home.household),
        home.has_merit,
        home.is_local,
        not home.has_labour,
        *(code in home.needs for code in NeedCode.values),
    )
    return tuple(MARK if is_so else "" for is_so in said)
