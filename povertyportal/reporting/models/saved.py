"""What a user keeps of the pages: views by name, and the columns of each list."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Role


class SavedView(models.Model):
    """A page with its filters, columns and scope, under a name; shared with a role or with none.

    `page` is the name of the address, `path` the address itself (a list may hang on a record),
    `query` the values behind it. Opening one asks every right anew: it holds no row.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người lưu")
    )
    name = models.CharField(_("tên"), max_length=80)
    page = models.CharField(_("trang"), max_length=60)
    path = models.CharField(_("địa chỉ"), max_length=200)
    query = models.CharField(_("bộ lọc"), max_length=2000, blank=True, default="")
    role = models.CharField(_("chia sẻ với"), max_length=20, choices=Role, blank=True, default="")
    created_at = models.DateTimeField(_("lưu lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("chế độ xem đã lưu")
        verbose_name_plural = pgettext_lazy("plural", "chế độ xem đã lưu")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["page", "role"], name="saved_view_by_page")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_view_once"),
            models.CheckConstraint(
                condition=Q(role__in=[*Role.values, ""]), name="saved_view_role_known"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(path=""), name="saved_view_has_name_and_path"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListColumns(models.Model):
    """The columns that a user hid on a list, by the name of its table."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    table = models.CharField(max_length=60)
    hidden = models.JSONField(default=list)

    class Meta:
        verbose_name = _("cột của danh sách")
        verbose_name_plural = pgettext_lazy("plural", "cột của danh sách")
        ordering = ["table", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "table"], name="list_columns_once")]

    def __str__(self) -> str:
        return self.table
