"""Scans that prove a record: checked by content, cleaned, kept under our own name, handed over.

What comes in is a PDF, a JPEG or a PNG by its bytes, never by its name. Pictures are drawn anew,
so what a phone wrote beside the picture (place, device, comments) does not stay.

A file is written before its row is committed, and taken away again when the action fails. Only a
process killed between the two leaves a file without a row: nothing leads to it, for files are
served through rows alone, and `manage.py sweep_papers` names and removes such files.
"""

import hashlib
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.reporting.models import LARGEST_PAPER, PAPER_TYPES, Paper
from povertyportal.ui.text import clean

LARGEST_PICTURE = 40_000_000
"""Pixels; a page of A4 at 600 points an inch has 35 million."""
MOST_PAPERS_A_DAY = 300
"""Scans of one person in 24 hours; a ward of 30 villages hands in about 120 in its busiest week."""
MOST_BYTES_A_DAY = 1024**3
"""Bytes of one person in 24 hours: a hundred scans of the largest size, so that no account, stolen
or careless, fills the disk that everybody writes to."""
LONGEST_NAME = 120
PDF, JPEG, PNG = PAPER_TYPES
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"

_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia)\b")


@dataclass(frozen=True)
class CheckedPaper:
    """A file that passed the checks, with the bytes that will be kept."""

    name: str
    kind: str
    content: bytes


def check_paper(*, name: str, content: bytes) -> CheckedPaper:
    """Return the file as it will be kept; raise ValidationError for anything not allowed."""
    if not content:
        raise ValidationError(_("Tệp rỗng, không có nội dung."), code="empty_file")
    if len(content) > LARGEST_PAPER:
        raise _too_large()
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        kind, kept = PDF, content
    elif content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        kind, kept = _redrawn(content)
    else:
        raise ValidationError(
            _("Chỉ nhận tệp PDF hoặc ảnh JPG, PNG. Tệp này có nội dung khác."), code="wrong_type"
        )
    if len(kept) > LARGEST_PAPER:
        raise _too_large()
    return CheckedPaper(_safe_name(name, kind), kind, kept)


def _too_large() -> ValidationError:
    return ValidationError(
        _("Tệp lớn quá %(limit)d MB. Hãy quét lại với độ phân giải thấp hơn."),
        code="too_large",
        params={"limit": LARGEST_PAPER // 1024**2},
    )


def _check_pdf(content: bytes) -> None:
    """Refuse a broken PDF, one with something behind its end, and one that can run something."""
    end = content.rfind(b"%%EOF")
    if end < 0 or content[end + 5 :].strip(b"\r\n\t \x00"):
        raise ValidationError(_("Tệp PDF bị hỏng hoặc chưa tải đủ."), code="broken_file")
    if _ACTIVE.search(_STREAM.sub(b"", content)):
        raise ValidationError(
            _("Tệp PDF có mã chạy hoặc tệp đính kèm bên trong. Hãy in ra rồi quét lại."),
            code="active_file",
        )


def _redrawn(content: bytes) -> tuple[str, bytes]:
    """Return the kind and the picture alone, upright, without what was written beside it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as found:
                if found.width * found.height > LARGEST_PICTURE:
                    raise ValidationError(
                        _("Ảnh có quá nhiều điểm ảnh. Hãy chụp hoặc quét nhỏ hơn."),
                        code="too_many_pixels",
                    )
                kind = PNG if found.format == "PNG" else JPEG
                picture = ImageOps.exif_transpose(found)
    except Image.DecompressionBombError as error:
        raise ValidationError(
            _("Ảnh có quá nhiều điểm ảnh. Hãy chụp hoặc quét nhỏ hơn."), code="too_many_pixels"
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(_("Ảnh bị hỏng, không mở được."), code="broken_file") from error
    if picture.mode not in ({"1", "L", "LA", "RGB", "RGBA"} if kind == PNG else {"L", "RGB"}):
        picture = picture.convert("RGB")
    picture.info.clear()
    kept = BytesIO()
    if kind == PNG:
        picture.save(kept, "PNG")
    else:
        picture.save(kept, "JPEG", quality=88)
    return kind, kept.getvalue()


def _safe_name(name: str, kind: str) -> str:
    """Return the last part of the name without control marks, with the ending of its content."""
    last = PurePosixPath(name.replace("\\", "/")).name
    stem = re.sub(r'[\x00-\x1f\x7f\ud800-\udfff<>:"/\\|?*;]', "", PurePosixPath(last).stem)
    stem = clean(stem).replace("\n", " ").strip(". ")[:LONGEST_NAME].strip()
    return (stem or "van-ban") + PAPER_TYPES[kind]


def _check_quota(scan: CheckedPaper, *, by: User, now: datetime) -> None:
    """Refuse what one person adds beyond a day's share; what waits in open transactions is free."""
    lately = Paper.objects.filter(added_by=by, added_at__gt=now - timedelta(days=1))
    had = lately.aggregate(count=Count("pk"), size=Sum("size"))
    if (
        had["count"] >= MOST_PAPERS_A_DAY
        or (had["size"] or 0) + len(scan.content) > MOST_BYTES_A_DAY
    ):
        raise ValidationError(
            {
                "scan": ValidationError(
                    _(
                        "Trong 24 giờ mỗi người gửi nhiều nhất %(count)d tệp, %(size)d MB. Hãy ghi "
                        "văn bản không kèm tệp rồi đính kèm bản quét vào hôm sau."
                    ),
                    code="quota",
                    params={"count": MOST_PAPERS_A_DAY, "size": MOST_BYTES_A_DAY // 1024**2},
                )
            }
        )


Filer = Callable[[CheckedPaper | None], Paper | None]


@contextmanager
def filing(*, by: User, now: datetime, area_path: str) -> Iterator[Filer]:
    """Hand out the function that keeps a scan; when the block fails, its files are removed.

    Open the transaction inside this block: then a commit that fails takes the files with it.
    """
    written: list[Paper] = []

    def keep(scan: CheckedPaper | None) -> Paper | None:
        if scan is None:
            return None
        _check_quota(scan, by=by, now=now)
        paper = Paper(
            name=scan.name,
            kind=scan.kind,
            size=len(scan.content),
            sha256=hashlib.sha256(scan.content).hexdigest(),
            added_by=by,
            added_at=now,
        )
        written.append(paper)
        paper.file.save(paper.name, ContentFile(scan.content), save=False)
        paper.full_clean(validate_constraints=False)
        paper.save()
        record(
            "paper.add",
            by=by,
            on=paper,
            area_path=area_path,
            changes={"sha256": (None, paper.sha256), "size": (None, paper.size)},
        )
        return paper

    try:
        yield keep
    except BaseException:
        for paper in written:
            if paper.file.name:
                paper.file.storage.delete(paper.file.name)
        raise


def hand_over(paper: Paper, *, by: User, area_path: str) -> HttpResponse:
    """Return the file for keeping, never for showing, and record who took it.

    The caller has checked that the user may see the record it hangs on.
    """
    try:
        with paper.file.open("rb") as kept:
            content = kept.read()
    except FileNotFoundError as error:
        raise Http404(_("Không còn tệp này trong kho văn bản.")) from error
    record("paper.view", by=by, on=paper, area_path=area_path)
    response = HttpResponse(content, content_type=paper.kind)
    response["Content-Disposition"] = content_disposition_header(True, paper.name)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def files_without_row(*, before: datetime) -> list[Path]:
    """Return the kept files that no row names and that were written before the instant."""
    folder = Path(settings.MEDIA_ROOT) / "papers"
    known = set(Paper.objects.values_list("file", flat=True).iterator())
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.stat().st_mtime < before.timestamp()
        and str(PurePosixPath("papers") / path.relative_to(folder).as_posix()) not in known
    )


SAFE_AGE = timedelta(days=1)
"""A younger file may belong to a transaction that is still open."""


def content_of(upload: Any) -> bytes:
    """Return the bytes of an upload, at most one more than is allowed."""
    upload.seek(0)
    content: bytes = upload.read(LARGEST_PAPER + 1)
    return content
