"""Files beside records: who adds, reads and puts them away, and what is refused in words."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting import papers
from povertyportal.reporting.models import LARGEST_PAPER, Paper
from povertyportal.reporting.papers import check_paper
from programs import actions
from programs.actions import attachments as acts
from programs.models import Attachment, DirectiveNote
from programs.views.attachments import _list_of
from programs.views.base import ATTACHABLE
from tests.programs import factories

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
TOKEN = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a41"


@pytest.fixture
def records(ward, city, officer):
    factories.programme(city)
    return factories.one_of_each(ward, city, officer)


@pytest.fixture
def support(records):
    """Return a record that the officer of the ward may write."""
    return records["support"]


def address(row):
    return reverse("attachment_create", args=[row._meta.model_name, row.pk])


def sent(content=PDF, *, name="quyet-dinh.pdf", **fields):
    return {
        "scan": SimpleUploadedFile(name, content),
        "kind": "decision",
        "caption": "Quyết định hỗ trợ",
        "submit_token": TOKEN,
    } | fields


def files_on_disk(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_officer_adds_a_file_and_finds_it_on_the_page(support, officer, client_of):
    browser = client_of(officer)

    answer = browser.post(address(support), sent())

    kept = Attachment.objects.get()
    assert answer["Location"] == support.get_absolute_url()
    assert (kept.entity, kept.record_id) == ("support", support.pk)
    page = browser.get(support.get_absolute_url()).content.decode()
    assert "Quyết định hỗ trợ" in page
    assert reverse("attachment_download", args=[kept.pk]) in page
    event = AuditEvent.objects.get(action="attachment.add")
    assert (event.object_type, event.object_id) == ("programs.support", str(support.pk))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a" + b"x" * 50, "Chỉ nhận tệp PDF hoặc ảnh JPG, PNG"),
        (b"PK\x03\x04" + b"x" * 50, "Chỉ nhận tệp PDF hoặc ảnh JPG, PNG"),
        (b"", "Tệp rỗng"),
        (PDF[:30], "bị hỏng"),
        (PDF + b"\n" * LARGEST_PAPER, "lớn quá 10 MB"),
    ],
)
def test_wrong_file_is_refused_in_words_and_the_caption_stays(
    support, officer, client_of, settings, content, words
):
    answer = client_of(officer).post(address(support), sent(content))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors["scan"])
    assert "Quyết định hỗ trợ" in page
    assert not Attachment.objects.exists()
    assert files_on_disk(settings) == []


def test_file_sent_twice_is_kept_once(support, officer, client_of, settings):
    browser = client_of(officer)

    first = browser.post(address(support), sent())
    again = browser.post(address(support), sent(name="ban-khac.pdf"))

    assert (first.status_code, again.status_code) == (302, 302)
    assert Attachment.objects.count() == 1
    assert len(files_on_disk(settings)) == 1


def test_record_deleted_meanwhile_takes_no_file(support, officer, settings):
    type(support).objects.filter(pk=support.pk).delete()
    scan, now = check_paper(name="a.pdf", content=PDF), timezone.now()

    with pytest.raises(ValidationError, match="vừa bị xoá"):
        actions.attach(row=support, scan=scan, kind="decision", caption="", by=officer, now=now)
    assert files_on_disk(settings) == []


def test_no_file_at_all_is_asked_for(support, officer, client_of):
    data = {key: value for key, value in sent().items() if key != "scan"}

    answer = client_of(officer).post(address(support), data)

    assert "scan" in answer.context["form"].errors
    assert not Paper.objects.exists()


def test_photo_loses_what_the_phone_wrote_beside_it(support, officer, client_of):
    raw, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "May ảnh riêng"
    Image.new("RGB", (20, 10)).save(raw, "JPEG", exif=exif)

    client_of(officer).post(address(support), sent(raw.getvalue(), name="nha.jpg", kind="photo"))

    with Attachment.objects.get().paper.file.open("rb") as kept:
        assert not Image.open(kept).getexif()


def test_quota_of_a_day_is_said_at_the_file(support, officer, client_of, monkeypatch, settings):
    monkeypatch.setattr(papers, "MOST_PAPERS_A_DAY", 1)
    browser = client_of(officer)
    browser.post(address(support), sent())

    again = browser.post(address(support), sent(PDF + b"\n"))

    assert "Trong 24 giờ" in str(again.context["form"].errors["scan"])
    assert Attachment.objects.count() == 1
    assert len(files_on_disk(settings)) == 1


def test_record_takes_so_many_files_and_no_more(support, officer, client_of, monkeypatch, settings):
    monkeypatch.setattr(acts, "MOST_FILES", 1)
    browser = client_of(officer)
    browser.post(address(support), sent())

    again = browser.post(address(support), sent(PDF + b"\n"))

    assert "nhiều nhất 1 tệp" in again.content.decode()
    assert Attachment.objects.count() == 1
    assert len(files_on_disk(settings)) == 1


def test_another_ward_finds_neither_the_record_nor_its_files(support, other_officer, client_of):
    kept = factories.attachment(support, by=other_officer)
    browser = client_of(other_officer)
    doors = [
        address(support),
        reverse("attachment_download", args=[kept.pk]),
        reverse("attachment_remove", args=[kept.pk]),
    ]

    for door in doors:
        assert browser.get(door).status_code == 404, door
    assert browser.post(doors[0], sent()).status_code == 404
    assert browser.post(doors[2], {"reason": "x", "version": 1}).status_code == 404
    assert Attachment.objects.get(removed_at=None) == kept


@pytest.mark.parametrize("who", ["leader", "auditor", "chair"])
def test_who_only_reads_the_record_reads_its_files_and_no_more(support, who, request, client_of):
    user = request.getfixturevalue(who)
    kept = factories.attachment(support, by=user)
    browser = client_of(user)

    assert browser.get(reverse("attachment_download", args=[kept.pk])).status_code == 200
    assert browser.get(address(support)).status_code == 403
    assert browser.post(address(support), sent()).status_code == 403
    assert browser.get(reverse("attachment_remove", args=[kept.pk])).status_code == 403
    page = browser.get(support.get_absolute_url()).content.decode()
    assert kept.caption in page
    assert "Thêm giấy tờ" not in page
    assert reverse("attachment_remove", args=[kept.pk]) not in page


def test_the_actions_ask_for_the_right_themselves(support, leader):
    kept = factories.attachment(support, by=leader)
    scan, now = check_paper(name="a.pdf", content=PDF), timezone.now()

    with pytest.raises(PermissionDenied):
        actions.attach(row=support, scan=scan, kind="decision", caption="", by=leader, now=now)
    with pytest.raises(PermissionDenied):
        actions.detach(row=support, attachment=kept, by=leader, reason="x", now=now)


def test_outsider_and_stranger_reach_nothing(support, outsider, client_of):
    kept = factories.attachment(support, by=outsider)
    door = reverse("attachment_download", args=[kept.pk])

    assert client_of(outsider).get(door).status_code == 404
    assert client_of(None).get(door).status_code == 302


def test_download_is_a_file_to_keep_and_is_recorded(support, officer, client_of):
    client_of(officer).post(address(support), sent())
    kept = Attachment.objects.get()

    answer = client_of(officer).get(reverse("attachment_download", args=[kept.pk]))

    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    event = AuditEvent.objects.get(action="paper.view")
    assert event.actor == officer.username


def test_file_is_put_away_with_a_reason_and_stays_in_the_store(
    support, officer, client_of, settings
):
    browser = client_of(officer)
    browser.post(address(support), sent())
    kept = Attachment.objects.get()
    door = reverse("attachment_remove", args=[kept.pk])

    silent = browser.post(door, {"version": 1, "reason": "", "submit_token": TOKEN})
    told = browser.post(door, {"version": 1, "reason": "Quét nhầm", "submit_token": TOKEN})

    kept.refresh_from_db()
    assert (silent.status_code, told.status_code) == (200, 302)
    assert kept.removed_by == officer
    assert AuditEvent.objects.get(action="attachment.remove").note == "Quét nhầm"
    assert browser.get(reverse("attachment_download", args=[kept.pk])).status_code == 404
    assert browser.get(door).status_code == 404
    assert len(files_on_disk(settings)) == 1
    assert kept.caption not in browser.get(support.get_absolute_url()).content.decode()


def test_record_with_files_is_not_deleted_under_them(support, officer):
    factories.attachment(support, by=officer)

    assert "1 giấy tờ" in actions.uses_of(support)[0]


@pytest.mark.parametrize(
    "door",
    [
        "/records/household/1/papers/new/",
        "/records/user/1/papers/new/",
        "/records/support/999999/papers/new/",
        "/records/papers/999999/",
        "/records/papers/999999/remove/",
    ],
)
def test_foreign_kinds_and_keys_are_not_found(records, standing, client_of, door):
    assert client_of(standing).get(door).status_code == 404


def test_files_of_one_record_do_not_show_on_another_with_the_same_key(
    records, officer, standing, client_of
):
    loan, support = records["loan"], records["support"]
    kept = factories.attachment(loan, by=officer, caption="Khế ước riêng")
    Attachment.objects.filter(pk=kept.pk).update(record_id=support.pk)

    page = client_of(standing).get(support.get_absolute_url()).content.decode()

    assert "Khế ước riêng" not in page


def test_ward_keeps_the_proof_of_its_word_on_an_instruction(records, ward, officer, client_of):
    note = DirectiveNote.objects.get()
    assert note.area == ward

    answer = client_of(officer).post(address(note), sent())

    assert answer["Location"] == note.get_absolute_url()


@pytest.mark.parametrize("entity", sorted(ATTACHABLE))
def test_every_record_that_takes_files_has_its_list(entity):
    assert reverse(_list_of(entity))
