"""What the budget chain says when it refuses."""

from dataclasses import asdict
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from povertyportal.areas.models import Area
from programs import money
from programs.models import Organisation

REFUSALS = {
    "assigned": _("Ngày %(day)s, vốn giao sẽ thành số âm (%(assigned)s đồng)."),
    "distributed": _(
        "Ngày %(day)s, số phân bổ (%(distributed)s đồng) phải từ 0 đến vốn giao "
        "(%(assigned)s đồng)."
    ),
    "disbursed": _(
        "Ngày %(day)s, số giải ngân (%(disbursed)s đồng) phải từ 0 đến số đã phân bổ "
        "(%(distributed)s đồng)."
    ),
    "advanced": _(
        "Ngày %(day)s, tạm ứng chưa thu hồi (%(advanced)s đồng) phải từ 0 đến số đã giải ngân "
        "(%(disbursed)s đồng)."
    ),
}
OF_RECIPIENT = {
    "distributed": _("Ngày %(day)s, số phân bổ cho %(who)s sẽ thành số âm (%(distributed)s đồng)."),
    "disbursed": _(
        "Ngày %(day)s, số giải ngân của %(who)s (%(disbursed)s đồng) phải từ 0 đến số được phân "
        "bổ (%(distributed)s đồng)."
    ),
    "advanced": _(
        "Ngày %(day)s, tạm ứng chưa thu hồi của %(who)s (%(advanced)s đồng) phải từ 0 đến số đã "
        "giải ngân (%(disbursed)s đồng)."
    ),
}


def refusal(broken: money.Break) -> ValidationError:
    """Return the refusal at the amount, with the day and the sums that would not hold."""
    params = {name: grouped(value) for name, value in asdict(broken.balances).items()}
    params["day"] = f"{broken.on:%d/%m/%Y}"
    text = REFUSALS[broken.rule]
    if isinstance(broken.recipient, tuple):
        text = OF_RECIPIENT[broken.rule]
        params["who"] = _name_of(*broken.recipient)
    return ValidationError({"amount": ValidationError(text, params=params, code=broken.rule)})


def window_refusal(year: int, first: date, last: date) -> ValidationError:
    """Return the refusal at the day that the money of this year takes no entry on."""
    return ValidationError(
        {
            "entry_on": ValidationError(
                _("Vốn năm %(year)s chỉ ghi từ %(first)s đến %(last)s."),
                params={
                    "year": year,
                    "first": f"{first:%d/%m/%Y}",
                    "last": f"{last:%d/%m/%Y}",
                },
                code="window",
            )
        }
    )


def grouped(amount: int) -> str:
    """Return whole đồng as people write them: 1.500.000."""
    return f"{amount:,}".replace(",", ".")


def _name_of(recipient: int, unit: int | None) -> str:
    if unit is not None:
        return Organisation.objects.get(pk=unit).name
    return Area.objects.get(pk=recipient).name
