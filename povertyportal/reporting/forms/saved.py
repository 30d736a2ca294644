"""How a view of a page is kept: under which name, for whom, or in place of which one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Role
from povertyportal.reporting.models import SavedView
from povertyportal.ui.fields import TextField
from povertyportal.ui.forms import Refusable


class ViewForm(Refusable, forms.Form):
    """The name of a view, and the role that it is shared with."""

    name = TextField(label=_("Tên"), max_length=80, help_text=_("Ví dụ: Hộ nghèo chưa rà soát"))
    role = forms.ChoiceField(
        label=_("Chia sẻ với"),
        required=False,
        choices=[("", _("Không ai, chỉ mình tôi")), *Role.choices],
        help_text=_("Người nhận chỉ thấy những dòng và trang mà quyền của họ cho phép."),
    )


class SaveViewForm(ViewForm):
    """A new view, or one of the user's own views of the page to be replaced."""

    def __init__(self, data: Any = None, *, own: list[SavedView]) -> None:
        """Offer the own views of the page; without any there is nothing to choose."""
        super().__init__(data)
        self.own = {str(view.pk): view for view in own}
        if not own:
            return
        new = ("", _("Chế độ xem mới"))
        self.fields["into"] = forms.ChoiceField(
            label=_("Lưu thành"),
            required=False,
            choices=[new, *((key, _("Thay: %s") % view) for key, view in self.own.items())],
            help_text=_("Thay thì tên và chia sẻ giữ như cũ nếu để trống tên."),
        )
        self.order_fields(["into", "name", "role"])
        self.fields["name"].required = False

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a new view."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("into") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Hãy đặt tên cho chế độ xem."))
        return data

    @property
    def replaced(self) -> SavedView | None:
        """Return the view that is replaced."""
        return self.own.get(self.cleaned_data.get("into", ""))
