"""Sign in and change one's password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 150


class LoginForm(AuthenticationForm):
    """User name and password; one message for every failure, so that names cannot be guessed."""

    error_messages = {
        "invalid_login": _(
            "Tên đăng nhập hoặc mật khẩu không đúng. Hãy gõ lại; sau 5 lần sai phải đợi 15 phút."
        ),
        "inactive": _("Tài khoản đã ngừng dùng. Hãy hỏi quản trị hệ thống."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Tên đăng nhập")
        self.fields["username"].validators.append(MaxLengthValidator(LONGEST_NAME))
        self.fields["password"].label = _("Mật khẩu")


class NewPasswordForm(PasswordChangeForm):
    """The old password, and twice the new one."""

    error_messages = {
        "password_mismatch": _("Hai lần gõ mật khẩu mới không giống nhau."),
        "password_incorrect": _("Mật khẩu đang dùng không đúng. Hãy gõ lại."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": _("Mật khẩu đang dùng"),
            "new_password1": _("Mật khẩu mới"),
            "new_password2": _("Gõ lại mật khẩu mới"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["new_password1"].help_text = _(
            "Ít nhất 10 ký tự, không chỉ gồm số, không giống tên đăng nhập."
        )
        self.fields["new_password2"].widget = forms.PasswordInput(
            attrs={"autocomplete": "new-password"}
        )
