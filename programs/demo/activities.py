"""Communication and supervision of the demo city: made up, spread over wards and years."""

from datetime import date, timedelta
from random import Random

from programs.choices import Channel, SupervisionKind
from programs.demo import plan, tools
from programs.demo.city import City
from programs.models import (
    Communication,
    Component,
    Organisation,
    SupervisionFinding,
    SupervisionVisit,
)

CULTURE = "Phòng Văn hóa và Thông tin"
OFFICE = "Phòng Lao động - Thương binh và Xã hội"
FRONT = "Ủy ban Mặt trận Tổ quốc thành phố"
WARDS = "Các phường, xã"
FINANCE = "Phòng Tài chính - Kế hoạch"
BANK = "Phòng giao dịch Ngân hàng Chính sách xã hội"
SCHOOL = "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên"

IN_WARDS = (
    # channel, topic, leaf, first day, sessions, people reached, cost in đồng
    (Channel.MEETING, "Đối thoại chính sách giảm nghèo với hộ nghèo, cận nghèo", "DA6.2",
     date(2022, 9, 12), 2, 96, 4_200_000),
    (Channel.LOUDSPEAKER, "Phát loa về chính sách vay vốn, học nghề, bảo hiểm y tế", "DA6.1",
     date(2023, 3, 6), 24, None, None),
)  # fmt: skip
IN_CITY = (
    # channel, topic, leaf, organiser, first day, last day, sessions, reached, cost, outcome
    (Channel.TRAINING, "Tập huấn rà soát hộ nghèo theo chuẩn 2022-2025", "DA7.1", OFFICE,
     date(2022, 8, 23), date(2022, 8, 25), 3, 142, 38_500_000,
     "142 rà soát viên và cán bộ phường, xã đạt yêu cầu bài kiểm tra cuối khoá."),
    (Channel.TRAINING, "Tập huấn quản lý, giải ngân vốn Chương trình", "DA7.1", OFFICE,
     date(2023, 4, 18), date(2023, 4, 19), 2, 64, 21_300_000, ""),
    (Channel.PRINT, "Tờ rơi chính sách hỗ trợ hộ nghèo, cận nghèo, mới thoát nghèo", "DA6.2",
     CULTURE, date(2022, 10, 3), None, 1, 3_500, 17_500_000,
     "In 3.500 tờ, phát đến từng hộ trong danh sách và tại bộ phận một cửa."),
    (Channel.PRINT, "Pa nô Vì người nghèo - Không để ai bị bỏ lại phía sau", "DA6.2", CULTURE,
     date(2022, 10, 17), None, 8, None, 26_400_000, ""),
    (Channel.PRESS, "Chuyên mục giảm nghèo trên đài truyền thanh thành phố", "DA6.2", CULTURE,
     date(2022, 7, 1), date(2023, 6, 30), 48, None, 36_000_000, ""),
    (Channel.SOCIAL, "Gương hộ tự vươn lên thoát nghèo", "DA6.2", CULTURE, date(2023, 2, 15),
     date(2023, 6, 15), 16, 21_400, None,
     "Lượt xem trên trang của thành phố, có người xem nhiều lần."),
    (Channel.CONTEST, "Hội thi tìm hiểu chính sách giảm nghèo", "DA6.2", FRONT,
     date(2023, 5, 19), None, 1, 310, 24_800_000, "8 đội của 8 phường, xã dự thi."),
    (Channel.MEETING, "Phiên tư vấn việc làm và xuất khẩu lao động", "DA4.3", SCHOOL,
     date(2023, 3, 28), None, 1, 185, 9_600_000, ""),
    (Channel.MEETING, "Phát động tháng cao điểm Vì người nghèo 2021", "", FRONT,
     date(2021, 10, 17), None, 1, 220, None, ""),
)  # fmt: skip
VISITS = (
    # ward or city, kind, subject, leaf, supervisor, visited, households, day, document, findings
    # a finding: text, recommendation, owner, days to mend, days until mended (None: open), result
    ("01846", SupervisionKind.PLANNED, "Giám sát hỗ trợ sinh kế cho hộ nghèo", "DA2", OFFICE,
     "UBND phường Huyền Tụng; 6 hộ nuôi gà thả vườn", 6, date(2023, 3, 14), "KH-18/LĐTBXH",
     (
         ("Hai hộ nhận con giống chậm hơn lịch 20 ngày",
          "Làm việc lại với bên cung ứng, giao đủ trước tháng 4", WARDS, 30, 24,
          "Đã giao đủ con giống cho hai hộ, có biên bản."),
         ("Sổ theo dõi mô hình chưa ghi kết quả từng tháng",
          "Ghi bổ sung và gửi cơ quan thường trực", WARDS, 60, None, ""),
     )),
    ("01849", SupervisionKind.COMMUNITY, "Giám sát làm nhà cho hộ nghèo từ Quỹ Vì người nghèo",
     "", FRONT, "3 nhà đang làm tại xã Dương Quang", 3, date(2022, 8, 9), "",
     (
         ("Một nhà chưa có ảnh trước khi làm trong hồ sơ", "Bổ sung ảnh, biên bản khởi công",
          WARDS, 20, 13, "Đã bổ sung ảnh và biên bản."),
     )),
    ("", SupervisionKind.PLANNED, "Giám sát phân bổ, giải ngân vốn Chương trình năm 2022", "",
     OFFICE, "Phòng Tài chính - Kế hoạch; 8 phường, xã", None, date(2022, 11, 22), "KH-61/LĐTBXH",
     (
         ("Vốn tiểu dự án 1 dự án 3 chưa có danh mục dự án sản xuất",
          "Các phường, xã lập danh mục, gửi thẩm định", WARDS, 90, None,
          "Ba phường, xã đã gửi danh mục."),
         ("Chưa đối chiếu số giải ngân với Kho bạc quý III", "Đối chiếu và gửi biên bản",
          FINANCE, 20, 16, "Đã đối chiếu, khớp số."),
     )),
    ("01834", SupervisionKind.REGULAR, "Kiểm tra việc công khai danh sách hộ nghèo, cận nghèo",
     "DA7.2", OFFICE, "Nhà văn hoá 3 tổ dân phố của phường Nguyễn Thị Minh Khai", None,
     date(2022, 12, 6), "", ()),
    ("01852", SupervisionKind.COMMUNITY, "Giám sát cho vay hộ nghèo qua tổ tiết kiệm", "", FRONT,
     "2 tổ tiết kiệm và vay vốn, 9 hộ vay tại xã Nông Thượng", 9, date(2023, 4, 11), "",
     (
         ("Hai hộ chưa dùng vốn đúng mục đích ghi trong đơn vay",
          "Ngân hàng và tổ cùng hộ lập lại phương án", BANK, 45, None, ""),
     )),
    ("01855", SupervisionKind.AD_HOC, "Kiểm tra đột xuất lớp nghề trồng rau an toàn", "DA4.1",
     OFFICE, "Lớp nghề tại xã Xuất Hóa", None, date(2022, 9, 27), "",
     (
         ("Sổ điểm danh thiếu chữ ký của hai buổi",
          "Trung tâm hoàn thiện sổ, báo cáo số học viên thực học", SCHOOL, 15, 12,
          "Đã hoàn thiện sổ điểm danh."),
     )),
    ("01840", SupervisionKind.REGULAR, "Giám sát cấp thẻ bảo hiểm y tế cho hộ nghèo", "", OFFICE,
     "UBND phường Đức Xuân; 5 hộ", 5, date(2023, 2, 21), "", ()),
    ("01846", SupervisionKind.COMMUNITY, "Giám sát rà soát hộ nghèo cuối năm 2022", "DA7.2",
     FRONT, "3 cuộc họp tổ dân phố của phường Huyền Tụng", None, date(2022, 11, 29), "",
     (
         ("Một cuộc họp có ít hơn một nửa đại diện hộ dự", "Họp lại theo đúng quy định", WARDS,
          10, 6, "Đã họp lại ngày 05/12/2022, đủ thành phần."),
     )),
    ("", SupervisionKind.PLANNED, "Giám sát giữa kỳ thực hiện Chương trình 2021-2023", "DA7.2",
     FRONT, "Cơ quan thường trực; phường Huyền Tụng, xã Nông Thượng; 12 hộ", 12,
     date(2023, 6, 13), "KH-07/MTTQ",
     (
         ("Chưa có danh sách từng hộ có khả năng thoát nghèo của mỗi phường, xã",
          "Lập danh sách, phân công giúp đỡ từng hộ", OFFICE, 75, None, ""),
         ("Hộ dân ít biết về hỗ trợ học nghề", "Thông tin tại cuộc họp tổ, thôn và trên loa",
          CULTURE, 60, None, ""),
     )),
    ("01837", SupervisionKind.REGULAR, "Giám sát hỗ trợ phương tiện nghe nhìn", "DA6.1", OFFICE,
     "UBND phường Sông Cầu; 8 hộ nhận phương tiện", 8, date(2023, 5, 23), "",
     (
         ("Một hộ nhận phương tiện nghe nhìn hai lần",
          "Đối chiếu danh sách giao nhận, xử lý lần giao trùng", WARDS, 30, None, ""),
         ("Biên bản giao nhận thiếu ngày", "Bổ sung ngày giao nhận", WARDS, 30, 21, "Đã bổ sung."),
     )),
)  # fmt: skip


def build(city: City) -> None:
    """Write communications, supervision visits and what they found."""
    rng = tools.dice("activities", plan.SEED)
    offices = {office.name: office for office in Organisation.objects.all()}
    leaves = {leaf.code: leaf for leaf in Component.objects.filter(carries_money=True)}
    _in_wards(rng, city, offices, leaves)
    _in_city(city, offices, leaves)
    _visits(city, offices, leaves)


def _in_wards(
    rng: Random, city: City, offices: dict[str, Organisation], leaves: dict[str, Component]
) -> None:
    rows = []
    for area in city.wards.values():
        for channel, topic, leaf, first, sessions, reached, cost in IN_WARDS:
            rows.append(
                Communication(
                    area=area,
                    component=leaves[leaf],
                    channel=channel,
                    topic=topic,
                    organiser=offices[WARDS],
                    held_on=tools.workday(first + timedelta(days=rng.randrange(60))),
                    sessions=sessions,
                    reached=reached and reached + rng.randrange(-30, 30),
                    cost=cost,
                )
            )
    Communication.objects.bulk_create(rows)


def _in_city(city: City, offices: dict[str, Organisation], leaves: dict[str, Component]) -> None:
    Communication.objects.bulk_create(
        Communication(
            area=city.area,
            component=leaves.get(leaf),
            channel=channel,
            topic=topic,
            organiser=offices[organiser],
            held_on=first,
            ended_on=last,
            sessions=sessions,
            reached=reached,
            cost=cost,
            outcome=outcome,
        )
        for (
            channel,
            topic,
            leaf,
            organiser,
            first,
            last,
            sessions,
            reached,
            cost,
            outcome,
        ) in IN_CITY
    )


def _visits(city: City, offices: dict[str, Organisation], leaves: dict[str, Component]) -> None:
    for ward, kind, subject, leaf, supervisor, visited, homes, day, document, found in VISITS:
        visit = SupervisionVisit.objects.create(
            area=city.wards[ward] if ward else city.area,
            component=leaves.get(leaf),
            kind=kind,
            subject=subject,
            supervisor=offices[supervisor],
            visited=visited,
            households_visited=homes,
            visited_on=day,
            document_number=document,
            conclusion="" if found else "Thực hiện đúng quy định, chưa có tồn tại.",
        )
        SupervisionFinding.objects.bulk_create(
            SupervisionFinding(
                visit=visit,
                finding=finding,
                recommendation=recommendation,
                owner=offices[owner],
                due_on=day + timedelta(days=days),
                done_on=None if mended is None else day + timedelta(days=mended),
                result=result,
            )
            for finding, recommendation, owner, days, mended, result in found
        )
