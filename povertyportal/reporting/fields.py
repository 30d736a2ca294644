"""The form field of a scan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from povertyportal.reporting.papers import CheckedPaper, check_paper, content_of


class PaperField(forms.FileField):
    """One PDF, JPG or PNG; what comes out has been checked and cleaned."""

    default_error_messages = {
        "empty": _("Tệp rỗng, không có nội dung."),
        "invalid": _("Chưa gửi được tệp. Hãy chọn lại tệp."),
        "missing": _("Hãy chọn tệp."),
    }
    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", _("Bản quét"))
        kwargs.setdefault(
            "help_text",
            _("PDF, JPG hoặc PNG, tối đa 10 MB. Nếu trang báo lỗi, hãy chọn lại tệp."),
        )
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> CheckedPaper | None:  # type: ignore[override]
        """Return the checked file."""
        if data in self.empty_values:
            return None
        if not hasattr(data, "read"):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return check_paper(name=str(data.name or ""), content=content_of(data))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether a file was chosen."""
        return data is not None
