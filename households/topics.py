"""The topics of the review form, in the order of the paper: one page each on a phone."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """What one page of the review form on a phone is about."""

    MEMBERS = "members", _("Thành viên")
    DWELLING = "dwelling", _("Nhà ở và tiện nghi")
    INCOME = "income", _("Điểm B1 (thu nhập)")
    SERVICES = "services", _("Thiếu hụt dịch vụ xã hội")
    CAUSES = "causes", _("Nguyên nhân và nhu cầu")
    CHECK = "check", _("Kiểm tra và gửi")

    @property
    def number(self) -> int:
        """Return which step it is, from 1."""
        return list(Topic).index(self) + 1

    @property
    def before(self) -> "Topic | None":
        """Return the topic before, or None for the first."""
        return list(Topic)[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> "Topic | None":
        """Return the next topic, or None for the last."""
        return list(Topic)[self.number] if self.number < len(Topic) else None
