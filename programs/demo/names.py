"""Neutral names put together from common syllables; no list of real people is used."""

from random import Random

from households.choices import Ethnicity, Gender

MIX = {
    Ethnicity.TAY: 55,
    Ethnicity.KINH: 25,
    Ethnicity.NUNG: 9,
    Ethnicity.DAO: 6,
    Ethnicity.MONG: 2,
    Ethnicity.HOA: 2,
    Ethnicity.SAN_CHAY: 1,
}
POOR_MIX = {
    Ethnicity.TAY: 52,
    Ethnicity.KINH: 9,
    Ethnicity.NUNG: 14,
    Ethnicity.DAO: 17,
    Ethnicity.MONG: 5,
    Ethnicity.HOA: 1,
    Ethnicity.SAN_CHAY: 2,
}
FAMILY = {
    Ethnicity.TAY: "Hoàng Nông Hà Ma Lường Bế Đàm Nguyễn Lý Triệu Dương Phan".split(),
    Ethnicity.KINH: "Nguyễn Trần Lê Phạm Vũ Bùi Đỗ Ngô Đinh Dương Phan Đặng".split(),
    Ethnicity.NUNG: "Nông Hoàng Lương Lục Triệu Vi Lý Chu Mông Hứa".split(),
    Ethnicity.DAO: "Triệu Bàn Đặng Phùng Lý Chu Dương".split(),
    Ethnicity.MONG: "Giàng Vàng Thào Lầu Sùng Lý Hoàng".split(),
    Ethnicity.HOA: "Trương Lâm Vương Diệp Lưu Phùng".split(),
    Ethnicity.SAN_CHAY: "Ninh Trần Hoàng Lý Lâm Tống".split(),
}
MIDDLE = {
    Gender.MALE: ["Văn", "Văn", "Văn", "Đức", "Minh", "Quang", "Ngọc", "Hữu", "Xuân", "Thanh"],
    Gender.FEMALE: ["Thị", "Thị", "Thị", "Thị Thu", "Thị Ngọc", "Thu", "Thanh", "Kim", "Minh"],
}
GIVEN = {
    Gender.MALE: (
        "An Anh Bảo Bình Chiến Công Cường Dũng Duy Đạt Đông Giang Hải Hào Hiếu Hoàn Hòa Hùng Huy "
        "Hưng Khánh Khoa Kiên Lâm Long Lợi Luân Mạnh Nam Nghĩa Phong Phú Phúc Quân Quý Sáng Sơn "
        "Tài Tâm Tân Thái Thắng Thành Thiện Thịnh Thọ Tiến Toàn Trung Trường Tuấn Tùng Tú Việt Vinh"
    ).split(),
    Gender.FEMALE: (
        "An Anh Ánh Bích Chi Cúc Dung Duyên Đào Giang Hà Hạnh Hân Hiền Hoa Hoài Hòa Hồng Hương "
        "Hường Khuyên Lan Lê Liên Linh Loan Ly Mai My Nga Ngân Nguyệt Nhàn Nhung Oanh Phương "
        "Quyên Quỳnh Sen Tâm Thảo Thắm Thơm Thu Thúy Thương Trang Trinh Tuyết Uyên Vân Xuân Yến"
    ).split(),
}


def pick(rng: Random, mix: dict[Ethnicity, int]) -> Ethnicity:
    """Return an ethnic group by the weights of the mix."""
    return rng.choices(list(mix), weights=list(mix.values()))[0]


def family_name(rng: Random, ethnicity: Ethnicity) -> str:
    """Return a family name that is common among the group."""
    return rng.choice(FAMILY[ethnicity])


def full_name(rng: Random, family: str, gender: Gender) -> str:
    """Return family, middle and given name."""
    return f"{family} {rng.choice(MIDDLE[gender])} {rng.choice(GIVEN[gender])}"
