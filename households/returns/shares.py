"""Forms R4 to R7: which basic services the poor and the near-poor lack, counted and in percent."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from households.choices import PovertyClass
from households.returns.layout import Column, Counted, Form, Group, Keep, Text, Unit
from households.scoring import Standard


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the forms of one class are called."""

    counts: str
    rates: str
    total: Text
    count_title: Text
    rate_title: Text
    count_heading: Text
    rate_heading: Text


WORDS = {
    PovertyClass.POOR: Words(
        counts="R4",
        rates="R5",
        total=_("Tổng số hộ nghèo"),
        count_title=_("Phân tích các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo"),
        rate_title=_("Phân tích tỷ lệ các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo"),
        count_heading=_("Chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo"),
        rate_heading=_("Tỷ lệ chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ nghèo (%)"),
    ),
    PovertyClass.NEAR_POOR: Words(
        counts="R6",
        rates="R7",
        total=_("Tổng số hộ cận nghèo"),
        count_title=_("Phân tích các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo"),
        rate_title=_("Phân tích tỷ lệ các chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo"),
        count_heading=_("Chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo"),
        rate_heading=_("Tỷ lệ chỉ số thiếu hụt dịch vụ xã hội cơ bản của hộ cận nghèo (%)"),
    ),
}


def _lacks(code: str) -> Keep:
    return lambda home: code in home.lacking


def deprivations(of: PovertyClass, standard: Standard) -> tuple[Form, Form]:
    """Return the counts of the indicators of a class, and their rates."""
    words = WORDS[of]
    homes = Column(ref="hh", text=words.total, source=Counted(poverty_class=of))
    numbered = [(str(place), each) for place, each in enumerate(standard.indicators, start=1)]
    legend = tuple(f"{number}. {each.name}" for number, each in numbered)
    counts = tuple(
        Column(
            ref=number,
            text=number,
            source=Counted(poverty_class=of, keep=_lacks(each.code)),
            name=each.code,
        )
        for number, each in numbered
    )
    rates = tuple(
        Column(
            ref=number,
            text=number,
            formula=f"{words.counts}.{number}/hh*100",
            unit=Unit.RATE,
            name=each.code,
        )
        for number, each in numbered
    )
    every = Column(
        ref="all",
        text=_("Tổng số thiếu hụt"),
        formula="+".join(number for number, _each in numbered),
        unit=Unit.ANSWERS,
    )
    made = (
        (words.counts, words.count_title, (homes, every, Group(words.count_heading, counts))),
        (words.rates, words.rate_title, (homes, Group(words.rate_heading, rates))),
    )
    one, other = (
        Form(code=code, title=title, parts=parts, is_numbered=False, legend=legend)
        for code, title, parts in made
    )
    return one, other
