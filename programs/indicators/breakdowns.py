"""How the records of the programme fall into groups, by theme."""

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from households.choices import Ethnicity, Gender
from povertyportal.areas.models import Area, Residence
from povertyportal.reporting.breakdowns import Breakdown, by_choice, by_record, by_value
from povertyportal.reporting.scope import Scope
from programs.choices import (
    BeneficiaryClass,
    CapitalKind,
    EntryKind,
    GivenAs,
    GiverKind,
    HouseKind,
    NeedKind,
    Source,
    TrainingFunding,
    Union,
)
from programs.models import Component, LoanProduct, Organisation


def _column_or_null(name: str, *, empty: str) -> Any:
    """Return the column with NULL for the value that means that nothing is known."""

    def column(scope: Scope) -> NullIf:
        return NullIf(F(name), Value(empty))

    return column


def _class(name: str = "household_class") -> Breakdown:
    return by_choice(
        "class",
        _("Diện hộ vào ngày đó"),
        column=_column_or_null(name, empty=BeneficiaryClass.UNKNOWN),
        choices=BeneficiaryClass,
        is_ordered=True,
    )


def _ethnicity(person: str, *, title: Any) -> Breakdown:
    return by_choice("ethnicity", title, column=f"{person}__ethnicity", choices=Ethnicity)


def _sex(person: str, *, title: Any) -> Breakdown:
    return by_choice("sex", title, column=f"{person}__gender", choices=Gender)


def _residence(area: str = "area") -> Breakdown:
    """Return the breakdown by the kind of the ward; what the city itself keeps has none."""
    return by_choice(
        "residence",
        _("Thành thị, nông thôn"),
        column=_column_or_null(f"{area}__residence", empty=""),
        choices=Residence,
        unknown=_("cấp thành phố"),
    )


_LEVEL = by_choice("level", _("Cấp quản lý"), column="area__level", choices=Area.Level)
_WORKERS = (
    _ethnicity("person", title=_("Dân tộc của người lao động")),
    _sex("person", title=_("Giới tính của người lao động")),
    _class(),
    _residence(),
)
_FUNDING = by_choice("funding", _("Nguồn kinh phí"), column="funding", choices=TrainingFunding)

CAPITAL: tuple[Breakdown, ...] = (
    by_choice("source", _("Nguồn vốn"), column="allocation__source", choices=Source),
    by_choice("capital", _("Loại vốn"), column="allocation__kind", choices=CapitalKind),
    by_record("leaf", _("Dự án, tiểu dự án"), column="allocation__component", model=Component),
    by_value("budget_year", _("Năm vốn"), column="allocation__year", is_ordered=True),
    by_choice("entry", _("Nội dung bút toán"), column="kind", choices=EntryKind, is_ordered=True),
)
CAPITAL_GIVEN: tuple[Breakdown, ...] = (
    *CAPITAL,
    by_record(
        "unit",
        _("Đơn vị nhận"),
        column="unit",
        model=Organisation,
        unknown=_("không ghi cơ quan nhận"),
    ),
)
LOANS: tuple[Breakdown, ...] = (
    by_record("product", _("Chương trình vay"), column="product", model=LoanProduct),
    by_choice(
        "union",
        _("Tổ chức nhận uỷ thác"),
        column=_column_or_null("union", empty=""),
        choices=Union,
        unknown=_("vay trực tiếp hoặc chưa rõ"),
    ),
    _ethnicity("borrower", title=_("Dân tộc của người vay")),
    _sex("borrower", title=_("Giới tính của người vay")),
    _residence(),
)
NEEDS: tuple[Breakdown, ...] = (
    by_choice("need", _("Nhu cầu"), column="need", choices=NeedKind),
    *_WORKERS,
)
PLACEMENTS: tuple[Breakdown, ...] = _WORKERS
JOBS: tuple[Breakdown, ...] = (
    by_value("year", _("Năm"), column="year", is_ordered=True),
    _residence(),
)
DEPARTURES: tuple[Breakdown, ...] = (
    by_value("country", _("Nước đến"), column="country"),
    *_WORKERS,
)
CLASSES: tuple[Breakdown, ...] = (
    by_value("trade", _("Nghề"), column="trade"),
    _FUNDING,
    _residence(),
)
LEARNERS: tuple[Breakdown, ...] = (
    by_value("trade", _("Nghề"), column="training_class__trade"),
    _FUNDING,
    _ethnicity("person", title=_("Dân tộc của học viên")),
    _sex("person", title=_("Giới tính của học viên")),
    _class(),
    _residence(),
)
HOUSES: tuple[Breakdown, ...] = (
    by_choice("kind", _("Hình thức"), column="kind", choices=HouseKind),
    _class(),
    _residence(),
)
CONTRIBUTIONS: tuple[Breakdown, ...] = (
    by_choice("giver", _("Nguồn đóng góp"), column="source", choices=GiverKind),
    by_choice("form", _("Hình thức đóng góp"), column="form", choices=GivenAs),
    by_choice("kind", _("Hình thức làm nhà"), column="case__kind", choices=HouseKind),
    _class("case__household_class"),
    _residence("case__area"),
)
RAISED: tuple[Breakdown, ...] = (_LEVEL, _residence())
SPENT: tuple[Breakdown, ...] = (
    by_choice(
        "kind",
        _("Làm nhà"),
        column="housing_case__kind",
        choices=HouseKind,
        unknown=_("không gắn với nhà nào"),
    ),
    *RAISED,
)
AWARDS: tuple[Breakdown, ...] = (
    by_value("movement", _("Phong trào thi đua"), column="movement"),
    _LEVEL,
)
