"""Closed lists of the household records: every value a clerk can choose."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PovertyClass(TextChoices):
    """The class that a review proposes and a decision recognises."""

    POOR = "poor", _("Hộ nghèo")
    NEAR_POOR = "near_poor", _("Hộ cận nghèo")
    NOT_POOR = "not_poor", _("Không nghèo")


class Gender(TextChoices):
    """Sex as written on the citizen card."""

    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class Relation(TextChoices):
    """Relation of a member to the head of the household."""

    HEAD = "head", _("Chủ hộ")
    SPOUSE = "spouse", _("Vợ/chồng")
    CHILD = "child", _("Con")
    PARENT = "parent", _("Bố/mẹ")
    SIBLING = "sibling", _("Anh/chị/em")
    GRANDCHILD = "grandchild", _("Cháu")
    OTHER = "other", _("Khác")


class Origin(TextChoices):
    """How a household came onto the books of its ward."""

    REGISTERED = "registered", _("Đăng ký tại địa bàn")
    MOVED_IN = "moved_in", _("Chuyển đến")
    SPLIT = "split", _("Tách hộ")


class ClosedReason(TextChoices):
    """Why a household left the books."""

    MOVED_OUT = "moved_out", _("Chuyển đi")
    MERGED = "merged", _("Nhập hộ")
    DIED_OUT = "died_out", _("Không còn thành viên")


class CauseCode(TextChoices):
    """Causes of poverty, in the order of the report form by cause."""

    LAND = "land", _("Không có đất sản xuất")
    CAPITAL = "capital", _("Không có vốn sản xuất, kinh doanh")
    LABOUR = "labour", _("Không có lao động")
    TOOLS = "tools", _("Không có công cụ, phương tiện sản xuất")
    KNOWLEDGE = "knowledge", _("Không có kiến thức về sản xuất")
    SKILL = "skill", _("Không có kỹ năng lao động, sản xuất")
    ILLNESS = "illness", _("Có người ốm đau, bệnh nặng, tai nạn")
    OTHER = "other", _("Nguyên nhân khác")


class NeedCode(TextChoices):
    """Support a household asks for, in the order of the detailed lists."""

    HEALTH = "health", _("Y tế")
    EDUCATION = "education", _("Giáo dục")
    PRODUCTION = "production", _("Sản xuất")
    CREDIT = "credit", _("Vay vốn")
    HOUSING = "housing", _("Nhà ở")
    OTHER = "other", _("Nhu cầu khác")


class StandardKey(TextChoices):
    """Poverty standards; each has a file of the same name in standards/."""

    STD2016 = "STD2016", _("Chuẩn 2016–2020")
    STD2022 = "STD2022", _("Chuẩn 2022–2025")
    STD2027 = "STD2027", _("Chuẩn 2027–2030")


class Ethnicity(TextChoices):
    """The 54 groups and foreigners in the order and with the codes of the statistics office."""

    KINH = "01", "Kinh"
    TAY = "02", "Tày"
    THAI = "03", "Thái"
    HOA = "04", "Hoa"
    KHMER = "05", "Khmer"
    MUONG = "06", "Mường"
    NUNG = "07", "Nùng"
    MONG = "08", "Mông"
    DAO = "09", "Dao"
    GIA_RAI = "10", "Gia Rai"
    NGAI = "11", "Ngái"
    E_DE = "12", "Ê Đê"
    BA_NA = "13", "Ba Na"
    XO_DANG = "14", "Xơ Đăng"
    SAN_CHAY = "15", "Sán Chay"
    CO_HO = "16", "Cơ Ho"
    CHAM = "17", "Chăm"
    SAN_DIU = "18", "Sán Dìu"
    HRE = "19", "Hrê"
    MNONG = "20", "Mnông"
    RA_GLAI = "21", "Ra Glai"
    XTIENG = "22", "Xtiêng"
    BRU_VAN_KIEU = "23", "Bru-Vân Kiều"
    THO = "24", "Thổ"
    GIAY = "25", "Giáy"
    CO_TU = "26", "Cơ Tu"
    GIE_TRIENG = "27", "Gié Triêng"
    MA = "28", "Mạ"
    KHO_MU = "29", "Khơ Mú"
    CO = "30", "Co"
    TA_OI = "31", "Tà Ôi"
    CHO_RO = "32", "Chơ Ro"
    KHANG = "33", "Kháng"
    XINH_MUN = "34", "Xinh Mun"
    HA_NHI = "35", "Hà Nhì"
    CHU_RU = "36", "Chu Ru"
    LAO = "37", "Lào"
    LA_CHI = "38", "La Chí"
    LA_HA = "39", "La Ha"
    PHU_LA = "40", "Phù Lá"
    LA_HU = "41", "La Hủ"
    LU = "42", "Lự"
    LO_LO = "43", "Lô Lô"
    CHUT = "44", "Chứt"
    MANG = "45", "Mảng"
    PA_THEN = "46", "Pà Thẻn"
    CO_LAO = "47", "Cơ Lao"
    CONG = "48", "Cống"
    BO_Y = "49", "Bố Y"
    SI_LA = "50", "Si La"
    PU_PEO = "51", "Pu Péo"
    BRAU = "52", "Brâu"
    O_DU = "53", "Ơ Đu"
    RO_MAM = "54", "Rơ Măm"
    FOREIGNER = "55", _("Người nước ngoài")


LOCAL_ETHNICITIES = ("02", "01", "07", "09", "08", "04", "15")


def ethnicity_choices() -> list[tuple[str, str]]:
    """Return the ethnic groups for a picker: those who live here first, then the rest."""
    local = [(code, str(Ethnicity(code).label)) for code in LOCAL_ETHNICITIES]
    rest = [
        (str(value), str(label))
        for value, label in Ethnicity.choices
        if value not in LOCAL_ETHNICITIES
    ]
    return local + rest


class Stage(TextChoices):
    """The steps of a round as the board shows them (Decision 24/2021/QĐ-TTg)."""

    CANDIDATES = "candidates", _("Lập danh sách")
    VISIT = "visit", _("Rà soát tại hộ")
    MEETING = "meeting", _("Họp dân")
    POSTING = "posting", _("Niêm yết")
    OPINION = "opinion", _("Xin ý kiến thành phố")
    RECOGNITION = "recognition", _("Công nhận")
    SUMMARY = "summary", _("Tổng hợp, khoá")


class CandidateSource(TextChoices):
    """Why a household is on the list of a round."""

    POOR = "poor", _("Đang là hộ nghèo")
    NEAR_POOR = "near_poor", _("Đang là hộ cận nghèo")
    REQUEST = "request", _("Có giấy đề nghị (Mẫu 01)")
    OFFICER = "officer", _("Cán bộ đưa vào")


class QuickResult(TextChoices):
    """What the quick identification (Phiếu A) found."""

    CONTINUE = "continue", _("Rà soát tiếp bằng phiếu B")
    DROPPED = "dropped", _("Không đưa vào rà soát: hộ khá giả")


class Work(TextChoices):
    """The work of a member of working age, as the indicator of employment asks for it."""

    CONTRACT = "contract", _("Làm công ăn lương, có hợp đồng")
    NO_CONTRACT = "no_contract", _("Làm công ăn lương, không hợp đồng")
    OWN = "own", _("Tự làm (nông nghiệp, buôn bán…)")
    NONE = "none", _("Muốn làm nhưng không có việc")
    NOT_SEEKING = "not_seeking", _("Không tìm việc (đi học, nội trợ, nghỉ hưu…)")
    UNABLE = "unable", _("Không có khả năng lao động")


class Schooling(TextChoices):
    """The level of school that somebody attends now."""

    NONE = "none", _("Không đi học")
    PRESCHOOL = "preschool", _("Mầm non")
    PRIMARY = "primary", _("Tiểu học")
    LOWER = "lower", _("Trung học cơ sở")
    UPPER = "upper", _("Trung học phổ thông")
    VOCATIONAL = "vocational", _("Học nghề, trung cấp")
    HIGHER = "higher", _("Cao đẳng, đại học trở lên")


class Education(TextChoices):
    """The highest level that somebody finished."""

    NONE = "none", _("Chưa tốt nghiệp tiểu học")
    PRIMARY = "primary", _("Tiểu học")
    LOWER = "lower", _("Trung học cơ sở")
    UPPER = "upper", _("Trung học phổ thông")
    VOCATIONAL = "vocational", _("Sơ cấp, trung cấp nghề hoặc chứng nhận của doanh nghiệp")
    HIGHER = "higher", _("Cao đẳng, đại học trở lên")


class Water(TextChoices):
    """The main source of domestic water, the clean ones first."""

    TAP = "tap", _("Nước máy")
    DRILLED = "drilled", _("Giếng khoan")
    DUG = "dug", _("Giếng đào được bảo vệ")
    SPRING = "spring", _("Khe, mó được bảo vệ")
    RAIN = "rain", _("Nước mưa")
    BOTTLED = "bottled", _("Nước đóng chai, bình")
    OTHER = "other", _("Nguồn khác (sông, suối, ao, giếng hở)")


class Toilet(TextChoices):
    """The kind of toilet, the hygienic ones first."""

    SEPTIC = "septic", _("Tự hoại, bán tự hoại")
    POUR_FLUSH = "pour_flush", _("Thấm dội nước")
    VENTILATED = "ventilated", _("Chìm có ống thông hơi")
    PIT = "pit", _("Hố xí có bệ")
    TWO_VAULT = "two_vault", _("Hai ngăn")
    OTHER = "other", _("Loại khác, không hợp vệ sinh")
    NONE = "none", _("Không có")


class Device(TextChoices):
    """Means of access to information, those shared first."""

    TV = "tv", _("Tivi")
    RADIO = "radio", _("Đài")
    DESKTOP = "desktop", _("Máy tính để bàn")
    PHONE = "phone", _("Điện thoại dùng chung")
    LAPTOP = "laptop", _("Máy tính xách tay")
    TABLET = "tablet", _("Máy tính bảng")
    SMARTPHONE = "smartphone", _("Điện thoại thông minh")


class Material(TextChoices):
    """Whether a main structure of the house lasts."""

    DURABLE = "durable", _("Bền chắc")
    WEAK = "weak", _("Không bền chắc")


class Outcome(TextChoices):
    """What a re-check after a complaint found."""

    KEPT = "kept", _("Giữ nguyên kết quả")
    CHANGED = "changed", _("Thay đổi kết quả")


class EventKind(TextChoices):
    """What happens to people and households between two reviews."""

    BIRTH = "birth", _("Sinh")
    DEATH = "death", _("Mất")
    MOVED_IN = "moved_in", _("Chuyển đến")
    MOVED_OUT = "moved_out", _("Chuyển đi")
    MARRIAGE = "marriage", _("Kết hôn")
    SPLIT = "split", _("Tách hộ")
    MERGE = "merge", _("Nhập hộ")
    NEW_HEAD = "new_head", _("Đổi chủ hộ")


class PairKind(TextChoices):
    """How two records came to look like one person."""

    EXACT = "exact", _("Cùng số định danh")
    LIKELY = "likely", _("Giống tên, ngày sinh, địa bàn")


class PairState(TextChoices):
    """What a person decided about two records that look alike."""

    OPEN = "open", _("Chờ xử lý")
    MERGED = "merged", _("Là một người, đã gộp")
    DIFFERENT = "different", _("Hai người khác nhau")


class PersonStatusKind(TextChoices):
    """A status of a person, apart from the class of the household."""

    LOW_INCOME_WORKER = "low_income", _("Người lao động có thu nhập thấp")


class MemberOrganisation(TextChoices):
    """Who stands by a household on its way out of poverty."""

    WOMEN = "women", _("Hội Liên hiệp Phụ nữ")
    FARMERS = "farmers", _("Hội Nông dân")
    VETERANS = "veterans", _("Hội Cựu chiến binh")
    YOUTH = "youth", _("Đoàn Thanh niên")
    FRONT = "front", _("Mặt trận Tổ quốc")
    WARD = "ward", _("Ủy ban nhân dân phường, xã")
