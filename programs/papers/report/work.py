"""Việc làm và giáo dục nghề nghiệp: needs served, placements, departures, classes and learners."""

from collections.abc import Sequence

from povertyportal.reporting.documents import Block
from povertyportal.reporting.registry import Theme
from povertyportal.reporting.units import MISSING
from programs.papers.report import phrases
from programs.papers.report.brief import Brief
from programs.papers.report.parts import caption, counted, figure_table, said


def blocks(brief: Brief) -> Sequence[Block]:
    """Return the sentences about jobs and about training, and all figures of the theme."""
    lines = brief.of_theme(Theme.WORK)
    return [
        said(_counselling(brief)),
        said(_jobs(brief)),
        said(_training(brief)),
        *phrases.against_report(lines),
        *caption("Kết quả việc làm và giáo dục nghề nghiệp"),
        figure_table(lines, is_monitoring=brief.is_monitoring),
    ]


def _counselling(brief: Brief) -> str:
    line = brief.lines["job_counselling_rate"]
    figure, when = line.done, phrases.days(line.done.scope)
    whom = "lao động thuộc hộ nghèo, hộ cận nghèo, hộ mới thoát nghèo có nhu cầu"
    if figure.value is None:
        return f"Tỷ lệ {whom} được tư vấn, hỗ trợ {when}: {MISSING}."
    top, bottom = counted(figure.computed.top), counted(figure.computed.bottom)
    return (
        f"{when.capitalize()}, {top}/{bottom} {whom} đăng ký đã được tư vấn, cung cấp thông tin "
        f"hoặc giới thiệu việc làm, đạt tỷ lệ {phrases.with_plan(line)}."
    )


def _jobs(brief: Brief) -> str:
    """Say placements, departures and the yearly number, which may overlap and are never added."""
    placed, abroad = brief.lines["workers_placed"], brief.lines["overseas_workers"]
    yearly = brief.lines["jobs_supported_per_year"]
    return (
        f"Kết nối việc làm thành công: {phrases.with_plan(placed)}. Đi làm việc ở nước ngoài theo "
        f"hợp đồng: {phrases.with_plan(abroad)}. Hỗ trợ tạo việc làm theo số các phường, xã báo "
        f"cáo: {phrases.with_plan(yearly)}. Ba số này có thể trùng người nên không cộng với nhau."
    )


def _training(brief: Brief) -> str:
    classes, learners = brief.lines["training_classes"], brief.lines["trainees"]
    poor, near_poor = brief.lines["trainees_poor"], brief.lines["trainees_near_poor"]
    when = phrases.days(classes.done.scope)
    trained = brief.lines["trained_labour_rate"]
    text = f"Lớp đào tạo nghề khai giảng {when}: {MISSING}."
    if classes.done.value is not None:
        text = (
            f"{when.capitalize()} đã mở {phrases.with_plan(classes)} đào tạo nghề với "
            f"{phrases.with_plan(learners)}, trong đó thuộc hộ nghèo: {phrases.told(poor)}, "
            f"thuộc hộ cận nghèo: {phrases.told(near_poor)} (đếm người, không đếm hộ)."
        )
    published = phrases.with_plan(trained)
    return f"{text} Tỷ lệ lao động qua đào tạo theo số liệu được công bố: {published}."
