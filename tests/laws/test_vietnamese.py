"""What Django says on its own is said in Vietnamese, without showing internal keys."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms import ChoiceField, IntegerField, UUIDField


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (lambda: validate_password("Ab-1"), "Mật khẩu quá ngắn: cần ít nhất 10 ký tự."),
        (lambda: UUIDField().clean("x"), "Hãy tải lại trang"),
        (lambda: IntegerField().clean("x"), "Hãy nhập một số nguyên."),
        (lambda: ChoiceField(choices=[("a", "A")]).clean("15"), "không có trong danh sách"),
    ],
)
def test_a_refusal_by_django_is_in_vietnamese(check, words):
    with pytest.raises(ValidationError) as refusal:
        check()

    said = " ".join(refusal.value.messages)
    assert words in said
    assert "15" not in said
