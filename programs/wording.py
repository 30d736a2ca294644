"""Amounts in Vietnamese words, as receipts write them. Pure."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", "nghìn", "triệu")
BILLION = 10**9


def dong_in_words(amount: int) -> str:
    """Return a whole amount from zero in words: 'Năm triệu không trăm linh năm nghìn đồng'."""
    words = f"{_number(amount)} đồng"
    return words[0].upper() + words[1:]


def _number(number: int, *, is_first: bool = True) -> str:
    """Read a number; above a billion, billions are read by themselves."""
    if number >= BILLION:
        high, low = divmod(number, BILLION)
        rest = [_number(low, is_first=False)] if low else []
        return " ".join([_number(high, is_first=is_first), "tỷ", *rest])
    if number == 0:
        return DIGITS[0]
    words: list[str] = []
    for place in (2, 1, 0):
        group = number // 1000**place % 1000
        if group:
            words += _group(group, is_full=bool(words) or not is_first)
            words += [SCALES[place]] if place else []
    return " ".join(words)


def _group(group: int, *, is_full: bool) -> list[str]:
    """Read three digits; `is_full` where something stands before them, so hundreds are said."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [DIGITS[hundreds], "trăm"] if hundreds or is_full else []
    if tens == 0:
        return words + ((["linh"] if words else []) + [DIGITS[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones == 0:
        return words
    if ones == 1 and tens > 1:
        return [*words, "mốt"]
    return [*words, "lăm" if ones == 5 else DIGITS[ones]]
