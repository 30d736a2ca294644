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
