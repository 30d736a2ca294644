"""Say in words how a score, a decision or a finding came about.

Scoring, facts and checks themselves know nothing of the reader's language.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from households import scoring
from households.checks import Finding
from households.choices import PovertyClass
from households.facts import Decision
from households.scoring import Score, ScoringError, Standard, UnknownRegion
from povertyportal.areas.models import Region, Residence


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
    if isinstance(error, UnknownRegion):
        return unknown_region(str(error))
    return {
        "b1": _("Điểm B1 không thể nhỏ hơn 0."),
        "b2": _("Điểm B2 phải bằng 10 điểm nhân với số chỉ số thiếu hụt."),
        "lacking": _("Có chỉ số không thuộc chuẩn nghèo này."),
    }.get(str(error), _("Bảng điểm của chuẩn này chưa công bố hoặc còn câu chưa chọn."))


def unknown_region(region: str) -> str:
    """Say that the card has no points for the place."""
    if not region:
        return _(
            "Địa bàn nông thôn này chưa ghi thuộc vùng nào nên chưa chọn được cột điểm. "
            "Hãy nhập thẳng tổng điểm B1, hoặc nhờ quản trị ghi vùng cho địa bàn."
        )
    return _(
        "Bảng điểm B1 không có cột %(region)s. Hãy nhập thẳng tổng điểm B1, hoặc nhờ quản trị "
        "nạp bảng điểm đủ cột."
    ) % {"region": region_name(region)}


def region_name(region: str) -> str:
    """Return a column of the B1 card in words."""
    return str(Residence.URBAN.label if region == Residence.URBAN else Region(region).label)


def decision(decision: Decision, standard: Standard) -> str:
    """Return what the facts say about an indicator, with the numbers put in.

    "2/5 người từ 6 tuổi chưa có thẻ BHYT"; "còn thiếu dữ kiện của 2 người".
    """
    rule = next(i.facts for i in standard.indicators if i.code == decision.code)
    return {
        "any_member": _people_decide,
        "level": _people_decide,
        "dependants": _dependants_decide,
        "structures": _structures_decide,
        "area": _area_decides,
        "accepted": _house_decides,
    }[rule["kind"]](decision, rule)


_LACK = {
    "VIEC_LAM": lazy(
        "%(top)d/%(bottom)d người %(ages)s không có việc hoặc làm thuê không hợp đồng"
    ),
    "DINH_DUONG": lazy("%(top)d/%(bottom)d trẻ %(ages)s suy dinh dưỡng"),
    "BHYT": lazy("%(top)d/%(bottom)d người %(ages)s chưa có thẻ BHYT"),
    "GD_NGUOI_LON": lazy("%(top)d/%(bottom)d người %(ages)s không học và chưa đủ trình độ"),
    "DI_HOC_TRE_EM": lazy("%(top)d/%(bottom)d trẻ %(ages)s không học đúng cấp"),
    "NUOC": lazy("nguồn nước đang dùng không thuộc loại sạch"),
    "NHA_TIEU": lazy("nhà tiêu đang dùng không thuộc loại hợp vệ sinh"),
    "VIEN_THONG": lazy("không ai dùng internet"),
    "PHUONG_TIEN_TT": lazy("không có phương tiện nào"),
}
"""What lacks, by indicator; the ages come from the standard."""

_MET = {
    "VIEC_LAM": lazy("%(bottom)d người %(ages)s: không ai thiếu việc hoặc thiếu hợp đồng"),
    "DINH_DUONG": lazy("%(bottom)d trẻ %(ages)s: không trẻ nào suy dinh dưỡng"),
    "BHYT": lazy("%(bottom)d/%(bottom)d người %(ages)s có thẻ BHYT"),
    "GD_NGUOI_LON": lazy("%(bottom)d người %(ages)s: đều đang học hoặc đủ trình độ"),
    "DI_HOC_TRE_EM": lazy("%(bottom)d/%(bottom)d trẻ %(ages)s học đúng cấp"),
    "NUOC": lazy("nguồn nước đang dùng thuộc loại sạch"),
    "NHA_TIEU": lazy("nhà tiêu đang dùng thuộc loại hợp vệ sinh"),
    "VIEN_THONG": lazy("có người dùng internet"),
    "PHUONG_TIEN_TT": lazy("có %(top)d phương tiện"),
}
"""What is met, by indicator."""

_UNKNOWN = {
    "NUOC": lazy("chưa ghi nguồn nước"),
    "NHA_TIEU": lazy("chưa ghi loại nhà tiêu"),
    "VIEN_THONG": lazy("chưa ghi có ai dùng internet không"),
    "PHUONG_TIEN_TT": lazy("chưa ghi phương tiện thông tin"),
}
"""What nobody has asked about the house yet."""


def _people_decide(decision: Decision, rule: Mapping[str, Any]) -> str:
    ages = _ages(rule)
    if decision.is_lacking is None:
        return _people_missing(decision)
    if not decision.bottom:
        return _("không có ai %(ages)s") % {"ages": ages}
    words = (_LACK if decision.is_lacking else _MET)[decision.code]
    return str(words) % {"top": decision.top, "bottom": decision.bottom, "ages": ages}


def _ages(rule: Mapping[str, Any]) -> str:
    bands = rule.get("bands", [rule])
    lowest, highest = bands[0]["age_from"], bands[-1]["age_until"]
    if highest >= 150:
        return _("từ %(lowest)d tuổi") % {"lowest": lowest}
    if not lowest:
        return _("dưới %(highest)d tuổi") % {"highest": highest + 1}
    return _("từ %(lowest)d đến %(highest)d tuổi") % {"lowest": lowest, "highest": highest}


def _people_missing(decision: Decision) -> str:
    if not decision.missing:
        return _("chưa có thành viên nào trên phiếu")
    return _("còn thiếu dữ kiện của %(missing)d người") % {"missing": decision.missing}


def _dependants_decide(decision: Decision, rule: Mapping[str, Any]) -> str:
    if decision.is_lacking is None:
        return _people_missing(decision)
    values = {"top": decision.top, "bottom": decision.bottom, "share": rule["share"]}
    if decision.is_lacking:
        return _("%(top)d/%(bottom)d người phụ thuộc, trên %(share)d%%") % values
    return _("%(top)d/%(bottom)d người phụ thuộc, không quá %(share)d%%") % values


def _structures_decide(decision: Decision, rule: Mapping[str, Any]) -> str:
    if decision.is_lacking is None:
        return _("còn chưa ghi %(missing)d/%(bottom)d kết cấu (tường, cột, mái)") % {
            "missing": decision.missing,
            "bottom": decision.bottom,
        }
    return _("%(top)d/%(bottom)d kết cấu (tường, cột, mái) không bền chắc") % {
        "top": decision.top,
        "bottom": decision.bottom,
    }


def _area_decides(decision: Decision, rule: Mapping[str, Any]) -> str:
    if decision.is_lacking is None:
        return _("chưa ghi diện tích nhà") if decision.missing else _people_missing(decision)
    values = {
        "each": number(Decimal(decision.top) / decision.bottom),
        "below": rule["below"],
        "area": number(decision.top),
        "size": decision.bottom,
    }
    if decision.is_lacking:
        return _("%(each)s m² mỗi người (dưới %(below)d m²): %(area)s m² ÷ %(size)d người") % values
    return _("%(each)s m² mỗi người (từ %(below)d m²): %(area)s m² ÷ %(size)d người") % values


def _house_decides(decision: Decision, rule: Mapping[str, Any]) -> str:
    if decision.is_lacking is None:
        return str(_UNKNOWN[decision.code])
    words = (_LACK if decision.is_lacking else _MET)[decision.code]
    return str(words) % {"top": decision.top}


def number(value: Decimal | int) -> str:
    """Return a number with at most two decimals, cut off: 7.99 stays below 8."""
    cut = Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    places = 0 if cut == cut.to_integral() else 1 if cut * 10 == (cut * 10).to_integral() else 2
    return number_format(cut, decimal_pos=places, force_grouping=True)


_FINDINGS: Mapping[str, str | Promise] = {
    "b1_off_card": lazy(
        "Điểm B1 cao hơn tổng điểm cao nhất của bảng điểm (%(highest)d). Hãy cộng lại phiếu B1."
    ),
    "b2_not_in_tens": lazy(
        "Điểm B2 phải là bội số của %(each)d, từ 0 đến %(highest)d. Hãy xem lại phiếu giấy."
    ),
    "b2_is_not_sum": lazy(
        "Đã đánh dấu %(lacks)d chỉ số thiếu hụt, tức B2 bằng %(b2)d điểm. Hãy sửa tổng điểm "
        "hoặc đánh dấu lại chỉ số."
    ),
    "no_members": lazy("Phiếu chưa có thành viên nào. Hãy thêm thành viên ở trang hộ."),
    "no_head": lazy("Hộ chưa có chủ hộ. Hãy chọn chủ hộ ở trang hộ."),
    "two_heads": lazy("Hộ có hơn một chủ hộ: %(names)s. Hãy để lại một người."),
    "no_birth_year": lazy("Chưa có năm sinh của %(name)s. Hãy bổ sung ở trang hộ."),
    "born_after_round": lazy(
        "Năm sinh của %(name)s sau ngày kết thúc đợt rà soát (%(day)s). Hãy sửa ở trang hộ."
    ),
    "head_died": lazy("Chủ hộ %(name)s đã mất ngày %(day)s. Hãy đổi chủ hộ rồi rà soát tiếp."),
    "member_died": lazy(
        "%(name)s đã mất ngày %(day)s. Hãy ghi biến động để đưa người này ra khỏi hộ."
    ),
    "joined_after_round": lazy(
        "Chủ hộ %(name)s vào hộ ngày %(day)s, sau khi đợt rà soát kết thúc. Nếu ngày ghi sai, hãy "
        "sửa ở trang hộ; nếu đúng, hộ chờ đợt rà soát sau."
    ),
    "too_old": lazy("Năm sinh %(year)d của %(name)s không thể đúng. Hãy sửa ở trang hộ."),
    "very_old": lazy("%(name)s %(age)d tuổi: hãy xem lại năm sinh."),
    "small_child_at_work": lazy("%(name)s mới %(age)d tuổi, không thể đi làm. Hãy sửa việc làm."),
    "child_at_work": lazy("%(name)s mới %(age)d tuổi mà ghi đang làm việc: hãy hỏi lại."),
    "works_without_capacity": lazy(
        "%(name)s ghi đang làm việc nhưng hồ sơ ghi không có khả năng lao động: hãy sửa một bên."
    ),
    "unable_without_disability": lazy(
        "%(name)s %(age)d tuổi ghi không có khả năng lao động, hồ sơ không ghi khuyết tật hay mất "
        "khả năng lao động: hãy xem lại."
    ),
    "too_young_for_school": lazy(
        "%(name)s mới %(age)d tuổi, chưa thể học cấp này. Hãy sửa cấp học hoặc năm sinh."
    ),
    "too_young_to_finish": lazy(
        "%(name)s mới %(age)d tuổi, chưa thể tốt nghiệp cấp này. Hãy sửa trình độ hoặc năm sinh."
    ),
    "school_above_education": lazy(
        "%(name)s đang học cấp cao hơn trình độ đã ghi cho phép: hãy xem lại trình độ."
    ),
    "child_uninsured": lazy(
        "%(name)s %(age)d tuổi chưa có thẻ BHYT: trẻ dưới 6 tuổi được cấp thẻ miễn phí, hãy hướng "
        "dẫn gia đình làm thẻ."
    ),
    "allowance_uninsured": lazy(
        "%(name)s hưởng trợ cấp hằng tháng thì được cấp thẻ BHYT: hãy xem lại thẻ."
    ),
    "young_head": lazy("Chủ hộ %(name)s mới %(age)d tuổi: hãy xem lại năm sinh hoặc chủ hộ."),
    "child_spouse": lazy(
        "%(name)s mới %(age)d tuổi, không thể là vợ hoặc chồng. Hãy sửa quan hệ hoặc năm sinh."
    ),
    "young_spouse": lazy(
        "%(name)s mới %(age)d tuổi mà ghi là vợ hoặc chồng: hãy xem lại quan hệ, năm sinh."
    ),
    "young_parent": lazy(
        "%(name)s (%(age)d tuổi) ghi là bố/mẹ của chủ hộ %(head_age)d tuổi: hãy xem lại."
    ),
    "old_child": lazy(
        "%(name)s (%(age)d tuổi) ghi là con của chủ hộ %(head_age)d tuổi: hãy xem lại."
    ),
    "child_out_of_school": lazy(
        "%(names)s không đi học mà chỉ số đi học của trẻ em ghi Đạt: hãy sửa một bên."
    ),
    "large_house": lazy("Diện tích nhà %(area)s m²: hãy xem lại dấu phẩy."),
    "class_jumped": lazy(
        "Năm %(year)d là %(before)s, năm nay là %(after)s: hãy kiểm tra lại điểm, nếu đúng thì "
        "ghi rõ trong biên bản họp dân."
    ),
    "b1_changed": lazy(
        "Điểm B1 năm %(year)d là %(before)s, năm nay là %(after)s: chênh nhiều, hãy cộng lại."
    ),
    "lacks_changed": lazy(
        "Năm %(year)d thiếu hụt %(before)s chỉ số, năm nay %(after)s: hãy xem lại từng chỉ số."
    ),
    "area_changed": lazy(
        "Diện tích nhà năm %(year)d là %(before)s m², năm nay là %(after)s m²: hãy đo lại nếu nhà "
        "không xây sửa."
    ),
    "size_changed": lazy(
        "Năm %(year)d có %(before)s nhân khẩu, năm nay %(after)s: hãy xem đã ghi đủ sinh, mất, "
        "chuyển đi, chuyển đến chưa."
    ),
}
"""What each finding asks somebody to do."""


def came_too_late(*, registered_on: date, ends_on: date) -> str:
    """Say that a household came onto the books after the round's last day."""
    return _(
        "Hộ lập hồ sơ ngày %(day)s, sau ngày cuối của đợt rà soát (%(last)s): hộ rà soát ở đợt sau."
    ) % {"day": f"{registered_on:%d/%m/%Y}", "last": f"{ends_on:%d/%m/%Y}"}


def finding(finding: Finding) -> str:
    """Return what a check found and what to do about it."""
    return str(_FINDINGS[finding.code]) % {
        name: _said(value) for name, value in finding.params.items()
    }


def _said(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return number(value)
    if value in PovertyClass.values:
        return str(PovertyClass(value).label).lower()
    return value
