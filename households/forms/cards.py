"""The forms that bring in a B1 score card: the file first, then what was read from it."""

from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households import scoring
from households.actions.cards import CardData
from households.choices import StandardKey
from households.imports import CardSheet, read_card
from povertyportal.accounts.models import User
from povertyportal.ui.fields import DateField, TextField
from povertyportal.ui.workbooks import Limits

SALT = "households.score_card"
HOURS_TO_CONFIRM = 12


class ScoreCardForm(forms.Form):
    """What a card is called, from when it holds, and the workbook with its points."""

    standard = forms.ChoiceField(label=gettext_lazy("Chuẩn nghèo"))
    name = TextField(label=gettext_lazy("Tên bảng điểm"), max_length=200)
    source = TextField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        help_text=gettext_lazy("Văn bản ban hành bảng điểm: số, ngày, phụ lục."),
    )
    valid_from = DateField(
        label=gettext_lazy("Áp dụng từ ngày"),
        help_text=gettext_lazy(
            "Đợt rà soát bắt đầu từ ngày này trở đi chấm theo bảng này; đợt trước đó giữ bảng cũ."
        ),
    )
    is_sample = forms.BooleanField(
        label=gettext_lazy("Chỉ để minh họa, không phải bảng chính thức"), required=False
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp bảng điểm (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy(
            "Tải tệp mẫu, thay điểm của mẫu bằng điểm chính thức, giữ nguyên dòng tiêu đề."
        ),
        error_messages={
            "required": gettext_lazy("Hãy chọn tệp."),
            "empty": gettext_lazy("Tệp rỗng, không có nội dung."),
            "invalid": gettext_lazy("Chưa gửi được tệp. Hãy chọn lại tệp."),
            "missing": gettext_lazy("Hãy chọn tệp."),
        },
    )
    sheet: CardSheet | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = [s.key for s in scoring.standards() if s.points_published]
        self.fields["standard"].choices = [  # type: ignore[attr-defined]
            (key, StandardKey(key).label) for key in reversed(published)
        ]

    def clean_file(self) -> Any:
        """Read the workbook; what is wrong in its rows is shown beside the form."""
        upload = self.cleaned_data["file"]
        self.sheet = read_card(upload.read(Limits().size + 1))
        if self.sheet.errors:
            raise ValidationError(
                _("Tệp có %(count)d chỗ phải sửa, kê trong bảng ở đầu trang. Chưa có gì được ghi."),
                code="rows",
                params={"count": len(self.sheet.errors)},
            )
        return upload

    def clean(self) -> dict[str, Any]:
        """Refuse a day on which the standard is not in force."""
        values = super().clean() or {}
        key, day = values.get("standard"), values.get("valid_from")
        if key and day and not scoring.load(key).valid_on(day):
            standard = scoring.load(key)
            self.add_error(
                "valid_from",
                _("Ngày áp dụng phải từ %(first)s đến %(last)s, khi chuẩn có hiệu lực.")
                % {
                    "first": f"{standard.valid_from:%d/%m/%Y}",
                    "last": f"{standard.valid_to:%d/%m/%Y}",
                },
            )
        return values

    def card_data(self) -> CardData:
        """Return what the action keeps."""
        values = {k: v for k, v in self.cleaned_data.items() if k != "file"}
        return CardData(**values, items=self.sheet.items if self.sheet else ())


def staged(data: CardData, *, by: User) -> str:
    """Return the card as signed text that only the same user's confirmation brings back."""
    values = {
        "standard": data.standard,
        "name": data.name,
        "source": data.source,
        "valid_from": data.valid_from.isoformat(),
        "is_sample": data.is_sample,
        "items": list(data.items),
    }
    return signing.dumps(values, salt=f"{SALT}.{by.pk}", compress=True)


def confirmed(text: str, *, by: User) -> CardData:
    """Return the card that was shown; raise ValidationError for another or an old one."""
    try:
        values = signing.loads(text, salt=f"{SALT}.{by.pk}", max_age=HOURS_TO_CONFIRM * 3600)
    except signing.BadSignature as error:
        raise ValidationError(
            _("Bản xem trước đã quá hạn hoặc không phải của bạn. Hãy nạp lại tệp."), code="staged"
        ) from error
    values["valid_from"] = date.fromisoformat(values["valid_from"])
    return CardData(**values)
