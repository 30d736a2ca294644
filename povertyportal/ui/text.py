"""Vietnamese text at the door (clean), for search (fold), for sorting (name_key); and numbers."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Return text in NFC without invisible marks or stray blanks; refuse control characters."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if _CONTROL.search(text):
        raise ValidationError(
            _("Có ký tự không đọc được. Hãy xoá và gõ lại phần này."), code="control"
        )
    lines = (_SPACES.sub(" ", line).strip() for line in text.replace("\r\n", "\n").split("\n"))
    return "\n".join(lines).strip()


def fold(text: str) -> str:
    """Return text in lower case without marks, with single spaces: 'Đặng  Ớt' -> 'dang ot'."""
    lowered = text.casefold().replace("đ", "d").replace("ð", "d").replace("\x00", " ")
    decomposed = unicodedata.normalize("NFD", lowered)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


_LETTERS = {letter: chr(0x21 + place) for place, letter in enumerate(
    "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
)}  # fmt: skip
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def _word_key(word: str) -> tuple[str, str]:
    """Return the key of one word's letters in dictionary order, and of its tones."""
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFC", word.casefold()):
        base = ""
        tone = ""
        for part in unicodedata.normalize("NFD", char):
            if part in _TONES:
                tone = _TONES[part]
            else:
                base += part
        letters.append(_LETTERS.get(unicodedata.normalize("NFC", base), "~"))
        tones.append(tone)
    return "".join(letters), "".join(tones) or "0"


def name_key(full_name: str) -> str:
    """Return the key that sorts people by given name, then family and middle names.

    Letters follow the Vietnamese alphabet (a ă â b ...), tones decide between equal letters
    (ngang, huyền, hỏi, ngã, sắc, nặng). The key is ASCII, so every database sorts it alike.
    """
    *family, given = full_name.split() or [""]
    keys = [_word_key(word) for word in (given, *family)]
    return "!".join(letters for letters, _ in keys) + " " + "!".join(tones for _, tones in keys)


def grouped(number: int) -> str:
    """Return a whole number the Vietnamese way: 1234567 -> '1.234.567'."""
    return f"{number:,}".replace(",", ".")
