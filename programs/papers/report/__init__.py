"""Reports of the programme (Circular 10/2022/TT-BLĐTBXH): evaluation and monitoring, any period."""

from programs.papers.report.brief import Brief, Line, lines_of
from programs.papers.report.paper import papers_of

__all__ = ["Brief", "Line", "lines_of", "papers_of"]
