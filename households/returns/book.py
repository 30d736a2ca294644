"""All 15 forms of a round and area together: filled, checked, and what may be done with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from households.models import ReviewRound
from households.movement_pages import has_results
from households.returns.checks import Trouble, gaps_of, troubles
from households.returns.fill import Return, fill
from households.returns.layout import Counted, Form, Moved, Total, Unrecorded
from households.returns.people import PERSON_FORMS, PersonForm, PersonList, list_people
from households.returns.records import Records, read
from povertyportal.areas.models import Area
from povertyportal.reporting.reports import Gap


@dataclass
class Book:
    """The forms of one round for one area, each worked out once and when asked for.

    `day` is the day whose records were read, None for the present.
    """

    records: Records
    day: date | None = None

    @property
    def round(self) -> ReviewRound:
        """Return the round."""
        return self.records.round

    @property
    def area(self) -> Area:
        """Return the area whose whole stands in the first row."""
        return self.records.area

    @property
    def is_official(self) -> bool:
        """Tell whether the round is closed: before that every number is a preview."""
        return self.round.state == ReviewRound.State.CLOSED

    @cached_property
    def returns(self) -> dict[str, Return]:
        """Return R1 to R13."""
        return fill(self.records)

    @cached_property
    def people(self) -> dict[str, PersonList]:
        """Return R14 and R15: personal data, for those who may view households."""
        return list_people(self.records)

    @cached_property
    def troubles(self) -> list[Trouble]:
        """Return what keeps forms from going out."""
        return troubles(self.records, self.returns)

    def form(self, code: str) -> Form | PersonForm:
        """Return the layout of a form."""
        return PERSON_FORMS[code] if code in PERSON_FORMS else self.returns[code].form

    def codes(self) -> list[str]:
        """Return the codes of the 15 forms in their order."""
        return sorted([*self.returns, *PERSON_FORMS], key=lambda code: int(code[1:]))

    def gaps(self, code: str) -> tuple[Gap, ...]:
        """Return what keeps a form from going out; what is wrong with its base is wrong with it."""
        bases = () if code in PERSON_FORMS else self.returns[code].form.bases
        found = [gap for each in (*bases, code) for gap in gaps_of(self.troubles, each)]
        return tuple(found) or self._empty(code)

    def _empty(self, code: str) -> tuple[Gap, ...]:
        if self._has_results(code):
            return ()
        title = _("%(round)s chưa có kết quả được công nhận ở %(area)s")
        words = title % {"round": self.round, "area": self.area.name}
        return (Gap(words, _("Biểu lập được sau khi có quyết định công nhận.")),)

    def _has_results(self, code: str) -> bool:
        if code in PERSON_FORMS:
            return any(map(has_results, self.records.movements))
        whole = self.returns[code].rows[0]
        return any(
            whole.cells[column.ref].number is not None
            for column in self.returns[code].form.columns
            if isinstance(column.source, Counted | Moved)
        )

    def notes(self, code: str) -> tuple[str, ...]:
        """Return what a reader must know about a form: what is recorded nowhere or incompletely."""
        if code in PERSON_FORMS:
            return self._notes_on_people(code)
        found = self.returns[code]
        notes = self._sources(found.form)
        unknown = [c.ref for c in found.form.columns if isinstance(c.source, Unrecorded)]
        if unknown:
            words = _("Cột %(columns)s: chưa có số liệu, hệ thống không ghi nội dung này.")
            notes.append(words % {"columns": ", ".join(unknown)})
        missing = max((cell.missing for cell in found.rows[0].cells.values()), default=0)
        if missing:
            words = _("%(count)d hộ chưa ghi đủ thông tin nên chưa được tính.")
            notes.append(words % {"count": missing})
        if found.form.legend:
            notes.append("; ".join(found.form.legend) + ".")
        return tuple(notes)

    def _sources(self, form: Form) -> list[str]:
        """Say where the totals of residents come from."""
        if not any(isinstance(column.source, Total) for column in form.columns):
            return []
        words = _("Tổng số hộ dân cư: %(source)s, tính đến ngày %(day)s.")
        sources = {(total.source, total.as_of) for total in self.records.totals.values()}
        return [
            words % {"source": source, "day": f"{day:%d/%m/%Y}"} for source, day in sorted(sources)
        ]

    def _notes_on_people(self, code: str) -> tuple[str, ...]:
        found = self.people[code]
        notes = []
        if self.records.previous is None:
            notes.append(
                _("Đợt đầu tiên theo chuẩn này: chưa phân biệt được hộ mới, hộ tái và hộ cũ.")
            )
        if found.uneven:
            words = _("%(count)d hộ có số người trong danh sách khác số khẩu đã công nhận.")
            notes.append(words % {"count": found.uneven})
        return tuple(notes)


def open_book(
    *, round: ReviewRound, area: Area, wards: Iterable[Area], day: date | None = None
) -> Book:
    """Return the forms of a round for an area and its wards."""
    return Book(read(round=round, area=area, wards=wards), day)
