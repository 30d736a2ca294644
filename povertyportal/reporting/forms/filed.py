"""What is written beside a report when it is filed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from povertyportal.reporting.forms.targets import LONG
from povertyportal.reporting.models import FiledReport
from povertyportal.ui.fields import TextField
from povertyportal.ui.forms import Refusable


class FilingForm(Refusable, forms.Form):
    """The number of the report and a note; the reason where it replaces one that was filed.

    `standing` is the report that stood when the page was shown: one filed meanwhile is not
    replaced unseen.
    """

    submit_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    standing = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = TextField(
        label=_("Số văn bản"),
        max_length=60,
        required=False,
        help_text=_("Ví dụ 125/BC-UBND. Để trống nếu chưa có số: chỗ đó còn trống trên bản in."),
    )
    note = TextField(label=_("Ghi chú"), max_length=500, required=False, widget=LONG)

    def __init__(self, data: Any = None, *, standing: FiledReport | None) -> None:
        """Ask for the reason where a report stands already."""
        super().__init__(data, initial={"standing": standing.pk if standing else None})
        if standing is not None:
            self.fields["note"].label = _("Lý do thay bản đã chốt")
            self.fields["note"].help_text = _("Cần ghi, vì bản mới thay bản đã chốt.")
