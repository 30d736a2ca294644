"""Scans: what may come in, under which name it is kept, and who gets it back."""

import hashlib
import os
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from PIL import Image

from households.models import VillageMeeting
from households.workflow import State
from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting import papers
from povertyportal.reporting.fields import PaperField
from povertyportal.reporting.models import LARGEST_PAPER, Paper
from povertyportal.reporting.papers import check_paper, filing
from tests.households.factories import NOW, make_household, make_papers, make_review, make_round

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind="JPEG", *, size=(40, 30), **extra):
    """Return a small picture as bytes."""
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **extra)
    return out.getvalue()


def zipped(*names):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def with_position():
    """Return a photo that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Nhà ông Bàn"
    exif[0x8825] = {1: "N", 2: (22.0, 8.0, 49.0), 3: "E", 4: (105.0, 50.0, 5.0)}
    return picture(exif=exif, comment=b"GPS 22.14,105.83")


def huge_png():
    """Return a PNG of a few bytes that claims 20,000 x 20,000 points."""
    small = bytearray(picture("PNG"))
    side = (20_000).to_bytes(4, "big")
    small[16:24] = side + side
    return bytes(small)


REFUSED = {
    "empty": b"",
    "eicar": EICAR,
    "renamed exe": b"MZ\x90\x00" + b"\x00" * 64,
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "docx": zipped("[Content_Types].xml", "word/document.xml"),
    "docm": zipped("[Content_Types].xml", "word/vbaProject.bin"),
    "xlsx": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "gif": picture("GIF"),
    "webp": picture("WEBP"),
    "text before the pdf": b"<script>alert(1)</script>" + PDF,
    "zip behind the pdf": PDF + zipped("a.txt"),
    "half a pdf": PDF[:30],
    "pdf with a script": PDF.replace(b"/Type", b"/OpenAction << /S /JavaScript /JS (x) >> /Type"),
    "pdf that starts a program": PDF.replace(b"/Type", b"/Launch /Type"),
    "pdf with a file inside": PDF.replace(b"/Type", b"/EmbeddedFiles /Type"),
    "half a picture": picture(size=(400, 300))[:400],
    "broken png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
    "400 million points": huge_png(),
    "jpeg in name only": b"\xff\xd8\xff" + EICAR,
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_scan_is_refused_by_its_content(what):
    with pytest.raises(ValidationError):
        check_paper(name="bien-ban.pdf", content=REFUSED[what])


def test_a_file_over_the_limit_is_refused():
    padding = b"\n" * (LARGEST_PAPER - len(PDF) + 1)

    assert check_paper(name="a.pdf", content=PDF + padding[:-1]).kind == "application/pdf"
    with pytest.raises(ValidationError, match="10 MB"):
        check_paper(name="a.pdf", content=PDF + padding)


@pytest.mark.parametrize(
    ("content", "kind", "ending"),
    [
        (PDF, "application/pdf", ".pdf"),
        (picture(), "image/jpeg", ".jpg"),
        (picture("PNG"), "image/png", ".png"),
    ],
)
def test_the_content_decides_the_kind_and_the_ending(content, kind, ending):
    found = check_paper(name="anh.exe", content=content)

    assert (found.kind, found.name) == (kind, f"anh{ending}")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_kind_of_colour_are_drawn_anew(mode):
    out = BytesIO()
    Image.new(mode, (20, 10)).save(out, "PNG")

    found = check_paper(name="a.png", content=out.getvalue())

    assert Image.open(BytesIO(found.content)).size == (20, 10)


def test_what_a_phone_wrote_beside_the_picture_does_not_stay():
    original = with_position()
    assert Image.open(BytesIO(original)).getexif()

    kept = check_paper(name="a.jpg", content=original + b"<?php system($_GET[0]); ?>").content

    found = Image.open(BytesIO(kept))
    assert not found.getexif()
    assert "comment" not in found.info
    assert b"GPS" not in kept
    assert b"php" not in kept


def test_a_picture_lying_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    kept = check_paper(name="a.jpg", content=picture(size=(40, 30), exif=exif)).content

    assert Image.open(BytesIO(kept)).size == (30, 40)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\lan\bien ban.pdf", "bien ban.pdf"),
        ("a.php.png", "a.php.pdf"),
        ("x.svg", "x.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("", "van-ban.pdf"),
        (".pdf", "pdf.pdf"),
        ("a\x00b\nc\u202efdp.exe", "abcfdp.pdf"),
        ("<script>alert(1)<script>.pdf", "scriptalert(1)script.pdf"),
        ("Biên bản họp dân.PDF", "Biên bản họp dân.pdf"),
    ],
)
def test_hostile_names_lose_what_is_hostile(name, kept):
    assert check_paper(name=name, content=PDF).name == kept


class TestField:
    def test_a_file_that_is_no_scan_is_said_at_the_field(self):
        with pytest.raises(ValidationError, match="PDF"):
            PaperField().clean(SimpleUploadedFile("a.pdf", EICAR))

    def test_an_empty_file_is_no_missing_file(self):
        with pytest.raises(ValidationError, match="rỗng"):
            PaperField().clean(SimpleUploadedFile("a.pdf", b""))

    def test_no_file_is_none_and_a_word_is_no_file(self):
        assert PaperField().clean(None) is None
        with pytest.raises(ValidationError):
            PaperField().clean("bien-ban.pdf")


def files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


class TestKeeping:
    def test_it_is_kept_under_our_own_name_with_one_event(self, officer, settings):
        with filing(by=officer, now=NOW, area_path="1/") as keep:
            paper = keep(check_paper(name="../a.pdf", content=PDF))

        [path] = files(settings)
        assert path.name == f"{paper.key.hex}.pdf"
        assert paper.sha256 == hashlib.sha256(PDF).hexdigest()
        assert AuditEvent.objects.filter(action="paper.add").count() == 1

    def test_a_failed_action_leaves_neither_row_nor_file(self, officer, settings):
        def act():
            with filing(by=officer, now=NOW, area_path="1/") as keep, transaction.atomic():
                keep(check_paper(name="a.pdf", content=PDF))
                raise ValidationError("no")

        with pytest.raises(ValidationError):
            act()

        assert not Paper.objects.exists()
        assert files(settings) == []

    def test_a_refused_form_leaves_neither_row_nor_file(self, client_of, officer, ward, settings):
        review = make_review(
            make_household(ward), make_round(2023), by=officer, state=State.SUBMITTED
        )
        data = {
            "submit_token": str(uuid4()),
            "review": [str(review.pk)],
            "held_on": "01/01/2023",
            "place": "x",
            "chaired_by": "x",
            "secretary": "x",
            "invited": "9",
            "attended": "9",
            "scan": SimpleUploadedFile("a.pdf", PDF),
        }

        response = client_of(officer).post("/reviews/meetings/new/", data)

        assert "held_on" in response.context["form"].errors
        assert not Paper.objects.exists()
        assert files(settings) == []

    def keep_one(self, officer, *, now=NOW, content=PDF):
        with filing(by=officer, now=now, area_path="1/") as keep, transaction.atomic():
            return keep(check_paper(name="a.pdf", content=content))

    def test_one_person_keeps_so_many_files_a_day_and_no_more(
        self, officer, other_officer, settings, monkeypatch
    ):
        monkeypatch.setattr(papers, "MOST_PAPERS_A_DAY", 2)
        for _twice in range(2):
            self.keep_one(officer)

        with pytest.raises(ValidationError) as refused:
            self.keep_one(officer, now=NOW + timedelta(hours=23))

        assert "nhiều nhất 2 tệp" in refused.value.message_dict["scan"][0]
        assert len(files(settings)) == Paper.objects.count() == 2
        assert self.keep_one(other_officer)
        assert self.keep_one(officer, now=NOW + timedelta(hours=25))

    def test_one_person_keeps_so_many_bytes_a_day_and_no_more(self, officer, monkeypatch):
        monkeypatch.setattr(papers, "MOST_BYTES_A_DAY", 2 * len(PDF))
        for _twice in range(2):
            self.keep_one(officer)

        with pytest.raises(ValidationError, match="24 giờ"):
            self.keep_one(officer)

    def test_files_that_a_killed_process_left_are_swept(self, officer, settings, capsys):
        with filing(by=officer, now=NOW, area_path="1/") as keep:
            keep(check_paper(name="a.pdf", content=PDF))
        [kept] = files(settings)
        orphan = kept.with_name("0" * 32 + ".pdf")
        young = kept.with_name("1" * 32 + ".pdf")
        for path in (orphan, young):
            path.write_bytes(PDF)
        old = NOW.timestamp()
        for path in (orphan, kept):
            os.utime(path, (old, old))

        call_command("sweep_papers")
        assert orphan.exists()
        call_command("sweep_papers", "--delete")

        assert "0" * 32 in capsys.readouterr().out
        assert (orphan.exists(), young.exists(), kept.exists()) == (False, True, True)


class TestHandingOver:
    @pytest.fixture
    def meeting(self, ward, village, officer):
        review = make_review(make_household(ward, village=village), make_round(2023), by=officer)
        return make_papers(review, by=officer)["meeting"]

    def url(self, meeting, kind="meeting"):
        return f"/reviews/scans/{kind}/{meeting.pk}/"

    def test_it_comes_as_a_file_to_keep_never_to_show(self, client_of, officer, meeting):
        response = client_of(officer).get(self.url(meeting))

        assert response.status_code == 200
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]
        assert response.content.startswith(b"%PDF-")
        event = AuditEvent.objects.get(action="paper.view")
        assert event.actor == officer.username

    @pytest.mark.parametrize(
        ("who", "status"),
        [("other_officer", 404), ("investigator", 404), ("outsider", 403), ("bank", 403)],
    )
    def test_others_do_not_get_it(self, request, client_of, meeting, who, status):
        response = client_of(request.getfixturevalue(who)).get(self.url(meeting))

        assert response.status_code == status
        assert not AuditEvent.objects.filter(action="paper.view").exists()

    def test_guessed_addresses_lead_nowhere(self, client_of, officer, meeting):
        client = client_of(officer)
        path = meeting.scan.file.name
        guesses = [
            f"/media/{path}",
            f"/papers/{path}",
            f"/{path}",
            f"/static/{path}",
            f"/static/../{path}",
            f"/reviews/scans/paper/{meeting.scan_id}/",
            f"/reviews/scans/meeting/../../{path}",
        ]
        guesses += [f"/reviews/scans/meeting/{meeting.pk + n}/" for n in range(1, 100)]
        guesses += [f"/reviews/scans/posting/{meeting.pk + n}/" for n in range(94)]

        assert len(guesses) == 200
        assert {client.get(guess).status_code for guess in guesses} <= {404}

    def test_a_lost_file_is_said_and_no_error(self, client_of, officer, meeting):
        meeting.scan.file.storage.delete(meeting.scan.file.name)

        assert client_of(officer).get(self.url(meeting)).status_code == 404
        assert VillageMeeting.objects.exists()


class TestAttaching:
    @pytest.fixture
    def posting(self, ward, village, officer):
        review = make_review(make_household(ward, village=village), make_round(2023), by=officer)
        return make_papers(review, by=officer)["posting"]

    def send(self, client, posting, content=PDF):
        url = f"/reviews/scans/posting/{posting.pk}/new/"
        return client.post(url, {"scan": SimpleUploadedFile("ban quet.pdf", content)})

    def test_a_scan_that_comes_later_is_attached_once(self, client_of, officer, posting):
        client = client_of(officer)
        assert "Đính kèm bản quét" in client.get(posting.get_absolute_url()).content.decode()

        self.send(client, posting)
        again = self.send(client, posting, PDF.replace(b"Catalog", b"Other"))

        posting.refresh_from_db()
        assert posting.scan.sha256 == hashlib.sha256(PDF).hexdigest()
        assert "đã có bản quét" in again.content.decode()
        assert AuditEvent.objects.filter(action="posting.scan").count() == 1

    def test_something_else_is_said_at_the_field(self, client_of, officer, posting):
        response = self.send(client_of(officer), posting, EICAR)

        assert "scan" in response.context["form"].errors

    def test_a_day_too_full_of_files_is_said_at_the_field(
        self, client_of, officer, posting, monkeypatch
    ):
        monkeypatch.setattr(papers, "MOST_PAPERS_A_DAY", 0)

        response = self.send(client_of(officer), posting)

        assert "nhiều nhất 0 tệp" in response.context["form"].errors["scan"][0]
        posting.refresh_from_db()
        assert posting.scan is None

    @pytest.mark.parametrize(
        ("who", "status"), [("other_officer", 404), ("leader", 403), ("outsider", 403)]
    )
    def test_others_attach_none(self, request, client_of, posting, who, status):
        response = self.send(client_of(request.getfixturevalue(who)), posting)

        assert response.status_code == status
        posting.refresh_from_db()
        assert posting.scan is None
