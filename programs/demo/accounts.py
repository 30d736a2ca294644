"""One demo account per role, and an officer and a chair for each ward."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from povertyportal.accounts.models import Assignment, User
from povertyportal.accounts.roles import Role
from povertyportal.areas.models import Area
from programs.demo import plan
from programs.demo.tools import in_text

PASSWORD = "giamngheo-2023"  # noqa: S105 - printed for everyone: the records are synthetic
SINCE = date(2021, 1, 1)


@dataclass(frozen=True)
class Account:
    """Who signs in under which name, with which role, on which area."""

    username: str
    full_name: str
    role: Role
    area: Area


def accounts(city: Area, wards: dict[str, Area], villages: dict[str, list[Area]]) -> list[Account]:
    """Return all demo accounts; names are offices, never people."""
    found = [
        Account("thanhpho", "Lãnh đạo UBND thành phố", Role.CITY_LEADER, city),
        Account("thuongtruc", "Cơ quan thường trực", Role.STANDING_OFFICE, city),
        Account("taichinh", "Phòng Tài chính - Kế hoạch", Role.FINANCE, city),
        Account("ketoan", "Kế toán Phòng Tài chính - Kế hoạch", Role.FINANCE, city),
        Account("nganhang", "Ngân hàng Chính sách xã hội", Role.BANK_OFFICER, city),
        Account("mattran", "Ủy ban Mặt trận Tổ quốc", Role.FRONT_OFFICER, city),
        Account("thanhtra", "Thanh tra thành phố", Role.AUDITOR, city),
        Account("quantri", "Quản trị hệ thống", Role.ADMINISTRATOR, city),
    ]
    for ward in plan.WARDS:
        area = wards[ward.code]
        kind = "xa" if area.residence == "rural" else "phuong"
        found += [
            Account(f"{kind}.{ward.slug}", f"Cán bộ {in_text(area.name)}", Role.WARD_OFFICER, area),
            Account(
                f"chutich.{ward.slug}", f"Chủ tịch {in_text(area.name)}", Role.WARD_CHAIR, area
            ),
        ]
    for ward in plan.WARDS:
        village = villages[ward.code][0]
        office = f"Rà soát viên {in_text(village.name)}, {in_text(wards[ward.code].name)}"
        name = f"rasoat.{ward.slug}1"
        found.append(Account(name, office, Role.INVESTIGATOR, village))
    return found


def create(found: list[Account]) -> dict[str, User]:
    """Create the accounts and their assignments; return the users by name."""
    password = make_password(PASSWORD)
    users = {
        account.username: User(
            username=account.username,
            full_name=account.full_name,
            password=password,
            must_change_password=False,
            is_staff=account.role == Role.ADMINISTRATOR,
        )
        for account in found
    }
    User.objects.bulk_create(users.values())
    Assignment.objects.bulk_create(
        Assignment(
            user=users[account.username],
            role=account.role,
            area=account.area,
            valid_from=SINCE,
            document="Phân công trong thành phố minh họa",
        )
        for account in found
    )
    return users
