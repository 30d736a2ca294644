"""Closed lists of the programme records: every value a clerk can choose."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class BeneficiaryClass(TextChoices):
    """The class of a household on the day it was served, from recognised reviews only."""

    POOR = "poor", _("Hộ nghèo")
    NEAR_POOR = "near_poor", _("Hộ cận nghèo")
    ESCAPED = "escaped", _("Hộ mới thoát nghèo")
    NOT_POOR = "not_poor", _("Hộ không nghèo")
    UNKNOWN = "unknown", _("Chưa rà soát")


class Source(TextChoices):
    """Where the money of an allocation comes from."""

    CENTRAL = "TW", _("Ngân sách trung ương")
    LOCAL = "DP", _("Ngân sách địa phương")
    CREDIT = "TD", _("Tín dụng chính sách")
    MOBILISED = "HD", _("Huy động")


class CapitalKind(TextChoices):
    """Investment or recurrent: never mixed in one allocation."""

    INVESTMENT = "investment", _("Đầu tư phát triển")
    RECURRENT = "recurrent", _("Sự nghiệp")


class EntryKind(TextChoices):
    """What an entry does to an allocation; money.MOVES says how."""

    ASSIGNED = "assigned", _("Giao vốn")
    ADJUSTED = "adjusted", _("Điều chỉnh")
    CARRIED_OVER = "carried_over", _("Chuyển nguồn")
    RETURNED = "returned", _("Nộp trả")
    DISTRIBUTED = "distributed", _("Phân bổ")
    WITHDRAWN = "withdrawn", _("Thu hồi phân bổ")
    ADVANCE = "advance", _("Tạm ứng")
    PAYMENT = "payment", _("Thanh toán")
    RECOVERY = "recovery", _("Thu hồi tạm ứng")


class ProposalState(TextChoices):
    """Where an entry stands that a second person has to approve."""

    WAITING = "waiting", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    REFUSED = "refused", _("Không duyệt")
    WITHDRAWN = "withdrawn", _("Đã rút lại")


class ApprovalLevel(TextChoices):
    """Who has to approve an entry: a second person of finance, or the leadership."""

    COLLEAGUE = "colleague", _("Người thứ hai của bộ phận tài chính")
    LEADER = "leader", _("Lãnh đạo thành phố")


class IdleCause(TextChoices):
    """Why assigned money is not distributed."""

    NO_PROJECT_LIST = "no_project_list", _("Chưa có danh mục dự án")
    NOBODY_ELIGIBLE = "nobody_eligible", _("Không có đối tượng")
    DOES_NOT_FIT = "does_not_fit", _("Vốn giao chưa phù hợp")
    WAITING_GUIDANCE = "waiting_guidance", _("Chờ hướng dẫn")
    OTHER = "other", _("Lý do khác")


class Union(TextChoices):
    """The mass organisation through which a loan is entrusted."""

    WOMEN = "women", _("Hội Phụ nữ")
    FARMERS = "farmers", _("Hội Nông dân")
    VETERANS = "veterans", _("Hội Cựu chiến binh")
    YOUTH = "youth", _("Đoàn Thanh niên")


class LoanStatus(TextChoices):
    """How a loan stands."""

    OPEN = "open", _("Trong hạn")
    OVERDUE = "overdue", _("Quá hạn")
    FROZEN = "frozen", _("Khoanh nợ")
    REPAID = "repaid", _("Đã trả hết")


class TrainingFunding(TextChoices):
    """Who pays for a class or for a learner."""

    PROGRAMME = "programme", _("Vốn Chương trình (DA4.1)")
    LOCAL = "local", _("Ngân sách địa phương")
    ENTERPRISE = "enterprise", _("Doanh nghiệp")
    OTHER = "other", _("Nguồn khác")


class NeedKind(TextChoices):
    """What a worker asks for."""

    COUNSELLING = "counselling", _("Tư vấn, định hướng nghề")
    INFORMATION = "information", _("Thông tin thị trường lao động")
    JOB = "job", _("Tìm việc làm")
    TRAINING = "training", _("Học nghề")
    OVERSEAS = "overseas", _("Đi làm việc ở nước ngoài")


class ServiceKind(TextChoices):
    """How a worker was helped."""

    COUNSELLING = "counselling", _("Tư vấn, định hướng nghề")
    INFORMATION = "information", _("Cung cấp thông tin")
    REFERRAL = "referral", _("Giới thiệu việc làm")
    FAIR = "fair", _("Phiên giao dịch việc làm")


class WorkNumber(TextChoices):
    """The records from which a ward's yearly number of workers may come."""

    PLACED = "placed", _("Kết nối việc làm")
    ABROAD = "abroad", _("Làm việc ở nước ngoài")
    LOAN = "loan", _("Vay giải quyết việc làm")


class HouseKind(TextChoices):
    """Built anew or repaired."""

    NEW = "new", _("Xây mới")
    REPAIR = "repair", _("Sửa chữa")


class HouseFunding(TextChoices):
    """Whether the Fund for the Poor leads, or somebody else."""

    FUND = "fund", _("Quỹ Vì người nghèo")
    OTHER = "other", _("Nguồn khác")


class GiverKind(TextChoices):
    """Who gives towards a house."""

    FUND = "fund", _("Quỹ Vì người nghèo")
    STATE = "state", _("Ngân sách nhà nước")
    ORGANISATION = "organisation", _("Tổ chức, doanh nghiệp")
    HOUSEHOLD = "household", _("Gia đình, dòng họ")
    OTHER = "other", _("Nguồn khác")


class GivenAs(TextChoices):
    """Money, goods or days of labour."""

    CASH = "cash", _("Tiền")
    IN_KIND = "in_kind", _("Hiện vật")
    LABOUR = "labour", _("Ngày công")


class FundKind(TextChoices):
    """Why money moves in or out of the Fund."""

    OPENING = "opening", _("Số dư đầu kỳ")
    INCOME = "income", _("Thu vận động")
    TRANSFER_IN = "transfer_in", _("Nhận từ cấp khác")
    SPENDING = "spending", _("Chi hỗ trợ")
    TRANSFER_OUT = "transfer_out", _("Chuyển cấp khác")


class SupportKind(TextChoices):
    """What kind of help a household received."""

    LIVELIHOOD = "livelihood", _("Mô hình sinh kế")
    PRODUCTION = "production", _("Phát triển sản xuất")
    NUTRITION = "nutrition", _("Cải thiện dinh dưỡng")
    INFORMATION = "information", _("Giảm nghèo về thông tin")
    HEALTH = "health", _("Bảo hiểm y tế")
    EDUCATION = "education", _("Giáo dục")
    OTHER = "other", _("Hỗ trợ khác")


class MonthsAfter(IntegerChoices):
    """When a learner is asked whether the training led to work."""

    THREE = 3, _("3 tháng")
    SIX = 6, _("6 tháng")
    TWELVE = 12, _("12 tháng")


class Channel(TextChoices):
    """How the programme was explained to people (project 6)."""

    LOUDSPEAKER = "loudspeaker", _("Loa truyền thanh")
    MEETING = "meeting", _("Họp thôn, tổ; hội nghị")
    TRAINING = "training", _("Tập huấn")
    PRINT = "print", _("Tờ rơi, pa nô, tài liệu in")
    PRESS = "press", _("Báo, đài, trang thông tin")
    SOCIAL = "social", _("Mạng xã hội")
    CONTEST = "contest", _("Hội thi, sự kiện")


class SupervisionKind(TextChoices):
    """Who supervises, and how (project 7)."""

    REGULAR = "regular", _("Giám sát thường xuyên")
    PLANNED = "planned", _("Giám sát theo kế hoạch")
    AD_HOC = "ad_hoc", _("Kiểm tra đột xuất")
    COMMUNITY = "community", _("Giám sát của cộng đồng, Mặt trận")


class PaperKind(TextChoices):
    """What a file beside a record is."""

    DECISION = "decision", _("Quyết định, văn bản")
    RECEIPT = "receipt", _("Chứng từ, biên nhận")
    PHOTO = "photo", _("Ảnh")
    OTHER = "other", _("Giấy tờ khác")


class RecipientKind(TextChoices):
    """Who is rewarded."""

    COLLECTIVE = "collective", _("Tập thể")
    INDIVIDUAL = "individual", _("Cá nhân")
    HOUSEHOLD = "household", _("Hộ gia đình")


class DirectiveState(TextChoices):
    """How far an instruction is carried out."""

    OPEN = "open", _("Chưa thực hiện")
    IN_PROGRESS = "in_progress", _("Đang thực hiện")
    DONE = "done", _("Đã hoàn thành")
    CANCELLED = "cancelled", _("Thôi thực hiện")


class StatisticKey(TextChoices):
    """What other bodies publish and the portal keeps; figures ask for it by this key."""

    TRAINED_LABOUR_RATE = "trained_labour_rate", _("Tỷ lệ lao động qua đào tạo (%)")
