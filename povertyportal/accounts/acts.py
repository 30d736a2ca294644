"""Say in words what an event did: the verb of its code, and the kind of thing it was done to."""

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from povertyportal.accounts.models import AuditEvent

VERBS = {
    "add": gettext_lazy("thêm"),
    "adjusted": gettext_lazy("điều chỉnh vốn"),
    "amend": gettext_lazy("sửa bản ghi"),
    "answer": gettext_lazy("trả lời"),
    "ask": gettext_lazy("xin ý kiến"),
    "assign": gettext_lazy("phân công"),
    "assigned": gettext_lazy("giao vốn"),
    "build": gettext_lazy("dựng dữ liệu minh họa"),
    "carried_over": gettext_lazy("chuyển nguồn"),
    "change": gettext_lazy("sửa"),
    "citizen_id_view": gettext_lazy("xem số định danh"),
    "close": gettext_lazy("khoá, đóng"),
    "complain": gettext_lazy("ghi khiếu nại"),
    "complete": gettext_lazy("ghi học xong"),
    "correct": gettext_lazy("đính chính"),
    "create": gettext_lazy("lập mới"),
    "delete": gettext_lazy("xoá"),
    "disbursed": gettext_lazy("giải ngân"),
    "distributed": gettext_lazy("phân bổ"),
    "explain": gettext_lazy("giải trình"),
    "export": gettext_lazy("xuất danh sách"),
    "file": gettext_lazy("chốt"),
    "finish": gettext_lazy("ghi hoàn thành"),
    "first": gettext_lazy("lập quản trị đầu tiên"),
    "follow": gettext_lazy("ghi tiến độ"),
    "import": gettext_lazy("nạp bảng điểm"),
    "income": gettext_lazy("ghi thu"),
    "issue": gettext_lazy("cấp"),
    "language": gettext_lazy("đổi ngôn ngữ"),
    "load": gettext_lazy("nạp danh mục"),
    "login": gettext_lazy("đăng nhập"),
    "login_failed": gettext_lazy("đăng nhập không được"),
    "logout": gettext_lazy("đăng xuất"),
    "meet": gettext_lazy("ghi kết quả họp dân"),
    "open": gettext_lazy("mở"),
    "opening": gettext_lazy("ghi số dư đầu kỳ"),
    "password": gettext_lazy("đổi mật khẩu"),
    "password_set": gettext_lazy("đặt lại mật khẩu"),
    "post": gettext_lazy("niêm yết"),
    "print": gettext_lazy("in, tải giấy tờ"),
    "recognise": gettext_lazy("công nhận"),
    "record": gettext_lazy("ghi"),
    "refuse": gettext_lazy("không thống nhất"),
    "remove": gettext_lazy("xoá bản ghi"),
    "reopen": gettext_lazy("mở lại"),
    "repay": gettext_lazy("ghi trả nợ"),
    "resolve": gettext_lazy("kết luận phúc tra"),
    "return": gettext_lazy("trả lại"),
    "returned": gettext_lazy("nộp trả"),
    "scan": gettext_lazy("đính kèm bản quét"),
    "spending": gettext_lazy("ghi chi"),
    "state": pgettext_lazy("audit", "nêu lý do"),
    "submit": gettext_lazy("gửi"),
    "transfer_in": gettext_lazy("nhận chuyển"),
    "transfer_out": gettext_lazy("chuyển đi"),
    "trim": gettext_lazy("giảm theo số đã phân bổ"),
    "quick": gettext_lazy("ghi phiếu A"),
    "undo_quick": gettext_lazy("bỏ kết quả phiếu A"),
    "request": gettext_lazy("nhận giấy đề nghị"),
    "steps": gettext_lazy("sửa các bước"),
    "unlock": gettext_lazy("mở khoá tạm"),
    "lock": gettext_lazy("khoá lại"),
    "find": gettext_lazy("tìm hồ sơ trùng"),
    "decide": gettext_lazy("kết luận hồ sơ trùng"),
    "mend": gettext_lazy("ghi kết quả khắc phục"),
    "merge": gettext_lazy("gộp hồ sơ"),
    "end": gettext_lazy("kết thúc"),
    "unassign": gettext_lazy("thôi phân công"),
    "advance": gettext_lazy("tạm ứng"),
    "payment": gettext_lazy("thanh toán"),
    "recovery": gettext_lazy("thu hồi tạm ứng"),
    "withdrawn": gettext_lazy("rút lại, thu hồi"),
    "settle": gettext_lazy("quyết toán"),
    "approved": gettext_lazy("duyệt"),
    "refused": gettext_lazy("không duyệt"),
    "balance": gettext_lazy("cập nhật dư nợ"),
    "view": gettext_lazy("lấy về"),
}


def in_words(event: AuditEvent) -> str:
    """Return what was done, such as 'Phiếu rà soát: gửi'; an unknown verb stays as its code."""
    verb = event.action.rpartition(".")[2]
    try:
        model = apps.get_model(event.object_type)
    except (LookupError, ValueError):
        kind = event.object_type
    else:
        kind = str(model._meta.verbose_name)
    return _("%(kind)s: %(verb)s") % {"kind": capfirst(kind), "verb": VERBS.get(verb, verb)}
