"""What records of workers share: who can work on a day, what is recorded once, the class."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from households.facts import age_on
from households.models import Household, Person
from programs import classes
from programs.actions.base import demand_member
from programs.models.base import EditableRecord

# Bộ luật Lao động 2019, Điều 3; Luật Người lao động đi làm việc ở nước ngoài 2020, Điều 44.
WORKING_AGE = 15
ABROAD_AGE = 18


def demand_worker(
    household: Household, person: Person, day: date, *, field: str, age: int = WORKING_AGE
) -> None:
    """Refuse somebody outside the household, too young on the day, or no longer alive."""
    demand_member(household, person)
    if person.died_on is not None and person.died_on <= day:
        raise ValidationError(
            {
                field: ValidationError(
                    _("%(name)s đã mất ngày %(day)s. Hãy kiểm tra lại người hoặc ngày."),
                    code="dead",
                    params={"name": person.full_name, "day": f"{person.died_on:%d/%m/%Y}"},
                )
            }
        )
    years = age_on(birth_year=person.birth_year, birth_date=person.birth_date, day=day)
    if years < age:
        raise ValidationError(
            {
                field: ValidationError(
                    _("Ngày này %(name)s chưa đủ %(age)d tuổi. Hãy kiểm tra lại người hoặc ngày."),
                    code="too_young",
                    params={"name": person.full_name, "age": age},
                )
            }
        )


def demand_once(row: EditableRecord, others: QuerySet[Any], *, field: str, words: Any) -> None:
    """Refuse the row, in words at the field, where another one already says the same."""
    if others.exclude(pk=row.pk).exists():
        raise ValidationError({field: ValidationError(words, code="unique")})


def class_of(household: Household, day: date) -> str:
    """Return the class of the household on the day."""
    return str(classes.class_on(household, day).value)
