"""Look for records that may be one person and put them into the queue."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from households import actions
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission


class Command(BaseCommand):
    """Find likely duplicates in all areas of a user who may decide about them."""

    help = "Find person records that may be one person, in the areas of the user."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user whose name stands on the record."""
        parser.add_argument("--by", required=True, help="user name to put on the record")

    def handle(self, *, by: str, **options: Any) -> None:
        """Search area by area and print how many pairs are new."""
        user = User.objects.filter(username=by).first()
        if user is None:
            raise CommandError(f"không có người dùng {by}")
        areas = [
            grant.area for grant in user.grants if Permission.DUPLICATE_DECIDE in grant.permissions
        ]
        if not areas:
            raise CommandError(f"{by} không có quyền kết luận hồ sơ trùng ở địa bàn nào")
        now = timezone.now()
        found = [
            pair for area in areas for pair in actions.find_duplicates(area=area, by=user, now=now)
        ]
        self.stdout.write(f"{len(found)} cặp mới trong danh sách nghi trùng")
