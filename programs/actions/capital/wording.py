"""What the budget chain says when it refuses."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from povertyportal.areas.models import Area
from povertyportal.ui.text import grouped
from programs import money
from programs.models import Organisation

TOO_MUCH = {
    money.IN_ALL: _(
        "Tổng vốn giao của một nguồn sẽ quá lớn (chỉ thêm được %(left)s đồng). Hãy kiểm tra lại "
        "số tiền."
    ),
    money.UNDISTRIBUTED: _(
        "Chỉ còn %(left)s đồng chưa phân bổ (tính đến ngày %(day)s). Hãy ghi không quá số này, "
        "hoặc ghi quyết định giao vốn trước."
    ),
    money.UNSPENT: _(
        "%(who)s chỉ còn %(left)s đồng được phân bổ mà chưa giải ngân (tính đến ngày %(day)s). Hãy "
        "ghi không quá số này, hoặc ghi phân bổ trước."
    ),
    money.UNSETTLED: _(
        "%(who)s chỉ còn %(left)s đồng tạm ứng chưa thu hồi (tính đến ngày %(day)s). Hãy ghi không "
        "quá số này."
    ),
    money.PAID: _(
        "%(who)s mới thanh toán %(left)s đồng (tính đến ngày %(day)s), không trừ nhiều hơn được."
    ),
}


def refusal(room: money.Room) -> ValidationError:
    """Return the refusal at the amount: what is left of what, on which day, and of whom."""
    params = {"left": grouped(room.amount), "day": f"{room.on:%d/%m/%Y}"}
    if isinstance(room.recipient, tuple):
        params["who"] = _name_of(*room.recipient)
    error = ValidationError(TOO_MUCH[room.limit], params=params, code=room.limit)
    return ValidationError({"amount": error})


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


def _name_of(recipient: int, unit: int | None) -> str:
    if unit is not None:
        return Organisation.objects.get(pk=unit).name
    return Area.objects.get(pk=recipient).name
