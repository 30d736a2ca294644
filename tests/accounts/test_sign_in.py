"""Sign in and out, passwords, languages, and what takes effect at the next request."""

import pytest
from django.test import Client
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent, User
from tests.conftest import PASSWORD

AWAY = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "javascript:x",
]


def sign_in(client, username="officer", password=PASSWORD, **data):
    return client.post("/login/", {"username": username, "password": password} | data)


def actions_of(username):
    return list(AuditEvent.objects.filter(actor=username).values_list("action", flat=True))[::-1]


def test_a_user_signs_in_and_lands_on_the_page_asked_for(client, officer):
    response = sign_in(client, next="/password/")

    assert (response.status_code, response["Location"]) == (302, "/password/")
    assert actions_of("officer") == ["account.login"]


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client, officer):
    response = client.get("/password/?a=1")

    assert response["Location"] == "/login/?next=/password/%3Fa%3D1"


def test_the_session_gets_a_new_key_at_sign_in(client, officer):
    client.get("/login/")
    client.session["old"] = 1
    session = client.session
    session["old"] = 1
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before


@pytest.mark.parametrize("target", AWAY)
def test_nobody_is_sent_to_another_site(client, officer, target):
    assert sign_in(client, next=target)["Location"] == "/"
    assert client.get("/login/", {"next": target})["Location"] == "/"
    assert client.post("/language/", {"language": "en", "next": target})["Location"] == "/"


@pytest.mark.parametrize("target", ["11", "x", "review_edit", "?next=/", "../x"])
def test_what_is_no_path_leads_to_the_front_page(client, officer, target):
    assert client.post("/language/", {"language": "en", "next": target})["Location"] == "/"
    assert sign_in(client, next=target)["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_give_one_answer(client, officer):
    wrong = sign_in(client, password="not-it")
    unknown = sign_in(client, username="nobody")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert actions_of("officer") == ["account.login_failed"]
    assert actions_of("nobody") == ["account.login_failed"]


@pytest.mark.parametrize("username", ["a\x00b", "x" * 5000, "", "'; --", "%00"])
def test_a_strange_name_is_refused_and_not_an_error(client, db, username):
    assert sign_in(client, username=username).status_code == 200


def test_five_failures_lock_this_name_from_this_address(client, officer, other_officer):
    for _try in range(4):
        assert sign_in(client, password="not-it").status_code == 200
    locked = sign_in(client, password="not-it")

    assert locked.status_code == 429
    assert sign_in(client).status_code == 429
    assert sign_in(client, username="other_officer").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9")).status_code == 302


def test_the_lock_opens_after_a_quarter_of_an_hour(client, officer, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    for _try in range(5):
        sign_in(client, password="not-it")

    time_machine.shift(14 * 60)
    assert sign_in(client).status_code == 429
    time_machine.shift(2 * 60)
    assert sign_in(client).status_code == 302


def test_a_success_forgets_earlier_failures(client, officer):
    for _round in range(3):
        for _try in range(3):
            sign_in(client, password="not-it")
        assert sign_in(client).status_code == 302
        client.post("/logout/")


def test_signing_out_needs_a_post_and_leaves_an_event(client, officer):
    client.force_login(officer)

    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/password/").status_code == 302
    assert actions_of("officer") == ["account.logout"]


def change(client, old=PASSWORD, new="mot-mat-khau-khac-2", again=None):
    return client.post(
        "/password/",
        {"old_password": old, "new_password1": new, "new_password2": again or new},
    )


def test_a_new_password_ends_other_sessions_and_keeps_this_one(officer):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)

    assert change(here)["Location"] == "/"

    assert here.get("/password/").status_code == 200
    assert there.get("/password/").status_code == 302
    assert actions_of("officer") == ["account.login", "account.login", "account.password"]


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("not-it", "mot-mat-khau-khac-2", None),
        (PASSWORD, "mot-mat-khau-khac-2", "mot-mat-khau-khac-3"),
        (PASSWORD, "short-1", None),
        (PASSWORD, "1234567890123", None),
        (PASSWORD, "password123", None),
        (PASSWORD, PASSWORD, None),
    ],
)
def test_a_bad_new_password_is_refused_in_words(client, officer, old, new, again):
    client.force_login(officer)
    response = change(client, old, new, again)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert User.objects.get(pk=officer.pk).check_password(PASSWORD)


def test_the_first_sign_in_leads_to_a_new_password_and_nowhere_else(client, officer):
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    sign_in(client)

    for page in ("/", "/audit/", "/admin/"):
        assert client.get(page)["Location"] == "/password/"
    assert client.get("/password/").status_code == 200
    change(client)
    assert client.get("/").status_code == 200


def test_a_user_who_is_switched_off_is_out_at_the_next_request(client, officer):
    client.force_login(officer)
    assert client.get("/").status_code == 200

    User.objects.filter(pk=officer.pk).update(is_active=False)

    assert client.get("/")["Location"].startswith("/login/")
    assert sign_in(client).status_code == 200


def test_a_role_that_ended_is_gone_at_the_next_request(client, auditor):
    client.force_login(auditor)
    assert client.get("/audit/").status_code == 200

    auditor.assignments.update(role="city_leader")

    assert client.get("/audit/").status_code == 403


def test_the_language_comes_from_the_user_or_the_cookie_never_from_the_browser(client, officer):
    german = {"headers": {"accept-language": "en"}}
    assert '<html lang="vi"' in client.get("/login/", **german).content.decode()

    client.post("/language/", {"language": "en", "next": "/login/"})
    assert '<html lang="en"' in client.get("/login/").content.decode()

    sign_in(client)
    assert client.cookies["portal_language"].value == "vi"
    client.post("/language/", {"language": "en"})
    assert User.objects.get(pk=officer.pk).language == "en"


@pytest.mark.parametrize("language", ["de", "", "../../x", "\x00"])
def test_an_unknown_language_changes_nothing(client, db, language):
    response = client.post("/language/", {"language": language})

    assert response.status_code == 302
    assert "portal_language" not in response.cookies
    client.cookies["portal_language"] = "de"
    assert '<html lang="vi"' in client.get("/login/").content.decode()


def test_every_answer_names_its_request_and_stays_out_of_caches(client, officer):
    client.force_login(officer)
    one, two = client.get("/"), client.get("/")

    assert one["X-Request-Id"] != two["X-Request-Id"]
    assert "no-store" in one["Cache-Control"]
    assert one["X-Frame-Options"] == "DENY"
    assert one["X-Content-Type-Options"] == "nosniff"
    assert one["Referrer-Policy"] == "same-origin"


def test_pages_forbid_scripts_that_are_not_ours(client, db):
    policy = client.get("/login/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy


def test_an_event_names_the_request_it_came_from(client, officer):
    response = sign_in(client)
    event = AuditEvent.objects.get()

    assert event.request_id == response["X-Request-Id"]
    assert event.address == "127.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "unknown", "127.0.0.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:DB8::1]:443", "2001:db8::1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "x" * 5000, "127.0.0.1"),
    ],
)
def test_an_event_names_the_address_behind_our_own_proxies(
    client, officer, settings, proxies, forwarded, address
):
    settings.PROXIES = proxies

    sign_in_from(client, forwarded)

    assert AuditEvent.objects.get().address == address


def sign_in_from(client, forwarded, **data):
    return client.post(
        "/login/",
        {"username": "officer", "password": PASSWORD} | data,
        headers={"x-forwarded-for": forwarded},
    )


def test_a_lock_behind_a_proxy_holds_for_one_address_whatever_it_claims(client, officer, settings):
    settings.PROXIES = 1
    for claim in range(5):
        sign_in_from(client, f"10.9.9.{claim}, 203.0.113.9", password="not-it")

    assert sign_in_from(client, "10.9.9.77, 203.0.113.9").status_code == 429
    assert sign_in_from(client, "203.0.113.10").status_code == 302


def test_an_idle_session_ends_after_half_an_hour(client, officer, time_machine):
    time_machine.move_to("2025-03-03T01:00:00Z", tick=False)
    sign_in(client)

    time_machine.shift(30 * 60)
    assert client.get("/password/").status_code == 200
    time_machine.shift(30 * 60)
    assert client.get("/password/").status_code == 200
    time_machine.shift(30 * 60 + 1)
    assert client.get("/password/")["Location"] == "/login/?next=/password/"


def test_a_busy_session_ends_twelve_hours_after_the_sign_in(client, officer, time_machine):
    time_machine.move_to("2025-03-03T01:00:00Z", tick=False)
    sign_in(client)
    for _quarter in range(47):
        time_machine.shift(15 * 60)
        assert client.get("/password/").status_code == 200

    time_machine.shift(15 * 60)
    assert client.get("/password/").status_code == 302


def test_a_session_is_written_once_in_five_minutes(client, officer, time_machine):
    time_machine.move_to("2025-03-03T01:00:00Z", tick=False)
    sign_in(client)
    session = client.session

    time_machine.shift(4 * 60)
    client.get("/password/")
    assert client.session["seen"] == session["seen"]
    time_machine.shift(60)
    client.get("/password/")
    assert client.session["seen"] == session["seen"] + 300
