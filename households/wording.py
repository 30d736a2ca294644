"""Say in words how a score came about; scoring itself knows nothing of the reader's language."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from households import scoring
from households.choices import PovertyClass
from households.scoring import Score, ScoringError, Standard
from povertyportal.areas.models import Residence


def standard_shown(key: str) -> Standard:
    """Return the standard of that key in the reader's language."""
    return scoring.load(key).in_language(get_language())


def result_title(score: Score) -> str:
    """Return the class in words."""
    return str(PovertyClass(score.result).label)


def reason(score: Score) -> str:
    """Return the comparisons that decided: 'B1 165 ≤ 175 (thành thị) và B2 40 ≥ 30'."""
    place = str(Residence(score.residence).label).lower()
    words = [
        f"{part.name.upper()} {part.value} {part.sign} {part.limit}"
        + (f" ({place})" if part.name == "b1" else "")
        for part in score.parts
    ]
    return _(" và ").join(words)


def outlook(score: Score, standard: Standard) -> str:
    """Return how near the household is to the next class, in one sentence."""
    if score.is_poor_by_income_alone:
        return _("Riêng điểm B1 đã dưới mức của hộ nghèo.")
    if score.result == PovertyClass.POOR:
        names = [i.name for i in standard.indicators if i.code in score.lacking]
        return ngettext(
            "Khắc phục được %(count)d thiếu hụt trong số: %(names)s thì hộ sẽ là hộ cận nghèo.",
            "Khắc phục được %(count)d thiếu hụt trong số: %(names)s thì hộ sẽ là hộ cận nghèo.",
            score.services_to_leave,
        ) % {"count": score.services_to_leave, "names": ", ".join(names)}
    if score.result == PovertyClass.NEAR_POOR:
        return _(
            "Điểm B1 còn thấp hơn %(margin)d điểm so với mức phải vượt; thêm %(more)d điểm B2 "
            "thì thành hộ nghèo."
        ) % {"margin": score.b1_margin + 1, "more": -score.b2_margin}
    return _("Điểm B1 vượt mức giới hạn %(margin)d điểm.") % {"margin": -score.b1_margin}


def scoring_error(error: ScoringError) -> str:
    """Return what is wrong with the answers, in words."""
    return {
        "b1": _("Điểm B1 không thể nhỏ hơn 0."),
        "b2": _("Điểm B2 phải bằng 10 điểm nhân với số chỉ số thiếu hụt."),
        "lacking": _("Có chỉ số không thuộc chuẩn nghèo này."),
    }.get(str(error), _("Bảng điểm của chuẩn này chưa công bố hoặc còn câu chưa chọn."))
