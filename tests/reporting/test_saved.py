"""Saved views and chosen columns: kept by name, shared by role, every right asked anew."""

import io
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting import actions
from povertyportal.reporting.models import ListColumns, SavedView
from povertyportal.reporting.saved import Place, kept_query, problem_of, views_for
from povertyportal.reporting.views.saved import _tables
from povertyportal.ui.memory import key_of
from povertyportal.ui.tables import PortalTable
from tests.conftest import make_user
from tests.programs import factories

LOANS = "/loans/"
VIEWS = "/views/"
TARGETS = "povertyportal.TargetTable"


@pytest.fixture
def plans(city):
    return [factories.target(city), factories.target(city, key="workers_placed", value=200)]


def save(browser, url, **typed):
    """Choose "save this view" on a page and send the form."""
    page = browser.get(url).content.decode()
    door = unescape(re.search(r'href="(/views/new/[^"]+)"', page)[1])
    return browser.post(door, {"name": "Của tôi", "role": ""} | typed)


def view(owner, **fields):
    place = Place(fields.pop("path", "/targets/"), fields.pop("query", "sort=-period_to"))
    fields = {"name": "Kế hoạch", "role": ""} | fields
    return actions.save_view(place=place, by=owner, **fields)


def choose(browser, url, *shown, **typed):
    """Send the form of columns as the page offers it, with these boxes ticked."""
    columns = browser.get(url).context["columns"]
    offered = [option.name for option in columns.options]
    data = {"table": columns.table, "offered": offered, "shown": shown, "next": url} | typed
    return browser.post(reverse("list_columns"), data)


def headings(browser, url):
    answer = browser.get(f"{url}{'&' if '?' in url else '?'}export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.font.b and cell.value]


def test_a_view_keeps_filters_order_and_columns_and_opens_by_a_plain_link(
    city, plans, standing, client_of
):
    browser = client_of(standing)
    choose(browser, "/targets/", "key", "value")

    answer = save(browser, f"/targets/?area={city.pk}&sort=-value&page=3")
    again = client_of(standing).get(answer.url)

    kept = SavedView.objects.get()
    assert (kept.page, kept.path) == ("target_list", "/targets/")
    assert dict(QueryDict(kept.query).items()) == {
        "area": str(city.pk),
        "sort": "-value",
        "columns": "key,value",
    }
    assert again.context["columns"].shown == ("key", "value")
    assert again.context["views"].current.view == kept
    assert again.context["page"].total == 2
    assert AuditEvent.objects.get(action="saved_view.record").object_label == "Của tôi"


def test_the_dashboard_keeps_its_scope(city, leader, client_of):
    browser = client_of(leader)
    url = f"/?{urlencode({'place': city.pk, 'as_of': '30/06/2022', 'standard': 'STD2022'})}"

    answer = save(browser, url, name="Giữa 2022")

    assert answer.url == url
    assert "Giữa 2022" in browser.get(url).content.decode()


def test_sending_it_twice_keeps_it_once(plans, standing, client_of):
    browser = client_of(standing)

    for _twice in range(2):
        assert save(browser, "/targets/").status_code == 302

    assert SavedView.objects.count() == 1
    assert AuditEvent.objects.filter(action="saved_view.record").count() == 1


def test_a_name_is_taken_once_on_a_page(plans, standing, client_of):
    browser = client_of(standing)
    save(browser, "/targets/")

    answer = save(browser, "/targets/?sort=-value")

    assert "name" in answer.context["form"].errors
    assert answer.context["form"]["name"].value() == "Của tôi"
    assert SavedView.objects.count() == 1


def test_a_view_can_be_replaced_by_what_is_shown_now(plans, standing, client_of):
    browser = client_of(standing)
    save(browser, "/targets/", role="finance")
    kept = SavedView.objects.get()

    save(browser, "/targets/?sort=-value", name="", into=str(kept.pk))

    kept.refresh_from_db()
    assert (kept.name, kept.role, kept.query) == ("Của tôi", "finance", "sort=-value")


def test_a_shared_view_is_shown_to_holders_of_the_role_and_to_nobody_else(
    city, standing, finance, bank, outsider, client_of
):
    shared = view(standing, role="finance")

    for user, sees in ((standing, True), (finance, True), (bank, False)):
        menu = client_of(user).get("/targets/").context["views"]
        assert (shared in [item.view for item in menu.items]) is sees
        assert ("Kế hoạch" in client_of(user).get(VIEWS).content.decode()) is sees
    assert list(views_for(outsider)) == []


def test_a_shared_view_asks_every_right_anew(ward, city, plans, standing, officer, client_of):
    """The same link shows the officer the plans of the own ward, and none of the city's."""
    view(standing, role="ward_officer")
    factories.target(ward)

    menu = client_of(officer).get("/targets/").context["views"]
    rows = client_of(officer).get(menu.items[0].url).context["page"].rows

    assert {row.area for row in rows} == {ward}


def test_nobody_changes_the_view_of_another(standing, finance, client_of):
    shared = view(standing, role="finance")
    browser = client_of(finance)

    for name in ("edit", "remove"):
        url = reverse(f"saved_view_{name}", args=[shared.pk])
        assert browser.get(url).status_code == 404
        assert browser.post(url, {"name": "x", "role": ""}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.remove_view(view=shared, by=finance)
    with pytest.raises(PermissionDenied):
        actions.amend_view(view=shared, by=finance, name="x")
    shared.refresh_from_db()
    assert shared.name == "Kế hoạch"


def test_the_owner_renames_shares_and_deletes_after_a_question(standing, finance, client_of):
    kept, browser = view(standing), client_of(standing)

    browser.post(reverse("saved_view_edit", args=[kept.pk]), {"name": "Mới", "role": "finance"})
    asked = browser.get(reverse("saved_view_remove", args=[kept.pk])).content.decode()

    assert list(views_for(finance).values_list("name", flat=True)) == ["Mới"]
    assert "Tài chính - Kế hoạch" in asked
    assert SavedView.objects.exists()

    browser.post(reverse("saved_view_remove", args=[kept.pk]))

    assert not SavedView.objects.exists()
    verbs = AuditEvent.objects.filter(object_type="reporting.savedview").values_list("action")
    assert {verb for (verb,) in verbs} == {
        "saved_view.record",
        "saved_view.amend",
        "saved_view.remove",
    }


@pytest.mark.parametrize(
    "at",
    [
        "",
        "x",
        "/targets/",
        "https://evil.example/",
        signing.dumps(["https://evil.example/", ""], salt="povertyportal.saved_view"),
        signing.dumps(["//evil.example/", ""], salt="povertyportal.saved_view"),
        signing.dumps(["/admin/", ""], salt="povertyportal.saved_view"),
        signing.dumps(["/healthz", ""], salt="povertyportal.saved_view"),
        signing.dumps(["/targets/", ""], salt="another"),
        signing.dumps("text", salt="povertyportal.saved_view"),
        signing.dumps([1, 2], salt="povertyportal.saved_view"),
    ],
    ids=len,  # what is signed holds the time
)
def test_only_an_address_that_our_own_page_offered_is_kept(at, standing, client_of):
    url = f"{reverse('saved_view_create')}?{urlencode({'at': at})}"

    answer = client_of(standing).post(url, {"name": "x", "role": ""})

    assert answer.url == VIEWS
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/gone/", "/admin/"])
def test_the_action_refuses_what_is_no_page_of_ours(path, standing):
    with pytest.raises(ValidationError, match="không còn"):
        view(standing, path=path)


def test_a_page_that_one_may_not_open_is_not_kept(outsider, standing):
    with pytest.raises(PermissionDenied):
        view(outsider)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("q=095123456789&area=3", "area=3"),
        ("q=0912.345.678", ""),
        ("q=123456789", ""),
        ("person=095123456789", ""),
        ("least=1.500.000.000", "least=1.500.000.000"),
        ("least=500000000", "least=500000000"),
        ("from=01/01/2022&to=31/12/2022", "from=01%2F01%2F2022&to=31%2F12%2F2022"),
        ("q=Nông Thị Nga&page=2&export=xlsx&format=json&empty=", "q=N%C3%B4ng+Th%E1%BB%8B+Nga"),
        ("level=a&level=b", "level=a&level=b"),
    ],
)
def test_what_may_name_a_person_is_not_kept(query, kept):
    assert kept_query(QueryDict(query)) == kept


def test_a_citizen_id_searched_for_reaches_neither_the_view_nor_its_address(officer, client_of):
    door = client_of(officer).get("/households/?q=099123456789").context["views"].save_url

    client_of(officer).post(door, {"name": "Tìm", "role": ""})

    assert "099123456789" not in SavedView.objects.get().query
    assert "099123456789" not in str(AuditEvent.objects.values_list("changes", "note"))


def test_a_query_too_long_is_refused_in_words(standing):
    with pytest.raises(ValidationError, match="dài quá"):
        view(standing, query="q=" + "a" * 2001)


def test_nobody_keeps_views_without_end(standing, monkeypatch):
    monkeypatch.setattr("povertyportal.reporting.actions.saved.MOST_VIEWS", 1)
    view(standing)

    with pytest.raises(ValidationError, match="nhiều chế độ xem"):
        view(standing, name="Thêm")


def test_a_view_whose_page_is_gone_says_so(standing, client_of):
    kept = view(standing)
    SavedView.objects.filter(pk=kept.pk).update(path="/nowhere/")

    page = client_of(standing).get(VIEWS).content.decode()

    assert "Trang này không còn trong cổng." in page
    assert 'href="/nowhere/' not in page


def test_a_shared_view_of_a_page_without_the_right_says_so(standing, administrator):
    kept = view(standing, path="/reviews/", query="", role="administrator")

    assert problem_of(kept, user=administrator) == "Bạn không có quyền mở trang này."
    assert problem_of(kept, user=standing) == ""


def test_a_view_whose_filter_is_no_more_says_so_and_shows_no_row(plans, standing, client_of):
    kept = view(standing, query="area=999999&columns=key,gone")

    page = client_of(standing).get(f"{kept.path}?{kept.query}")

    text = page.content.decode()
    assert page.context["page"].rows == []
    assert "Bộ lọc có chỗ chưa đúng" in text
    assert "1 cột của chế độ xem này không còn" in text


def test_a_list_remembers_the_columns_of_each_user(plans, standing, leader, client_of):
    browser = client_of(standing)

    answer = choose(browser, "/targets/", "key", "value")

    assert answer.url == "/targets/"
    assert browser.get("/targets/").context["columns"].shown == ("key", "value")
    assert len(client_of(leader).get("/targets/").context["columns"].shown) == 8
    assert headings(browser, "/targets/") == ["Chỉ tiêu", "Kế hoạch"]
    assert AuditEvent.objects.filter(action="list_columns.change").count() == 1

    choose(browser, "/targets/", reset="1")

    assert len(browser.get("/targets/").context["columns"].shown) == 8


def test_one_column_stays(plans, standing, client_of):
    browser = client_of(standing)

    choose(browser, "/targets/")

    assert "Phải còn ít nhất một cột." in browser.get("/targets/").content.decode()
    assert not ListColumns.objects.exists()
    ListColumns.objects.create(
        user=standing, table=TARGETS, hidden=[o.name for o in _offered(browser)]
    )
    assert len(browser.get("/targets/").context["columns"].shown) == 8


def _offered(browser):
    return browser.get("/targets/").context["columns"].options


def test_columns_of_the_address_come_before_those_remembered(plans, standing, client_of):
    browser = client_of(standing)
    choose(browser, "/targets/", "key")

    page = browser.get("/targets/?columns=value,area")

    assert page.context["columns"].shown == ("area", "value")
    assert ("columns", "value,area") in page.context["kept"]


def test_a_column_that_one_may_not_see_is_not_brought_back(city, finance, leader, client_of):
    """Supports name the head to those who may see households; finance sees code and money."""
    url = "/supports/?columns=head,amount"

    for user, shown in ((leader, ("head", "amount")), (finance, ("amount",))):
        assert client_of(user).get(url).context["columns"].shown == shown
        assert len(headings(client_of(user), url)) == len(shown)


def test_columns_that_a_page_does_not_offer_stay_as_they_were(standing):
    row = actions.set_columns(table=TARGETS, offered={"key", "area"}, shown={"key"}, by=standing)
    assert row.hidden == ["area"]

    row = actions.set_columns(table=TARGETS, offered={"key", "value"}, shown={"value"}, by=standing)

    assert row.hidden == ["area", "key"]


def test_junk_is_no_column(plans, standing, client_of):
    answer = client_of(standing).post(
        reverse("list_columns"),
        {"table": TARGETS, "offered": ["key", "x" * 5000], "shown": ["key"], "next": "//evil.vn"},
    )

    assert answer.url == "/"
    assert not ListColumns.objects.exists()
    gone = client_of(standing).post(reverse("list_columns"), {"table": "no.Table"})
    assert gone.status_code == 404


def test_every_table_has_a_name_of_its_own():
    names = [key_of(table) for table in _tables(PortalTable) if "tests" not in table.__module__]

    assert len(names) == len(set(names))
    assert max(map(len, names)) <= ListColumns._meta.get_field("table").max_length


def test_a_list_pays_two_questions_for_its_memory(plans, standing, client_of):
    view(standing)
    choose(client_of(standing), "/targets/", "key")

    with CaptureQueriesContext(connection) as asked:
        client_of(standing).get("/targets/")

    about = [q for q in asked if "savedview" in q["sql"] or "listcolumns" in q["sql"]]
    assert len(about) == 2


def test_strangers_are_sent_to_the_login_page(client_of, db):
    browser = client_of(None)

    for name in ("saved_view_list", "saved_view_create"):
        assert browser.get(reverse(name)).url.startswith("/login/")
    assert browser.post(reverse("list_columns")).url.startswith("/login/")


def test_an_outsider_keeps_nothing_of_pages_that_are_closed(outsider, client_of):
    browser = client_of(outsider)

    assert browser.get(VIEWS).status_code == 200
    signed = Place("/targets/", "").signed()
    door = f"{reverse('saved_view_create')}?{urlencode({'at': signed})}"
    assert browser.post(door, {"name": "x", "role": ""}).status_code == 403
    assert not SavedView.objects.exists()


def test_a_role_that_ended_takes_its_shared_views_along(city, standing):
    view(standing, role="auditor")
    other = make_user("tra", role="auditor", area=city)
    assert views_for(other).exists()

    other.assignments.update(valid_to="2020-01-01")
    del other.grants

    assert not views_for(other).exists()
