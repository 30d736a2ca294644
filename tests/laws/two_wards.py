"""Two wards full of records: one marked in every free text, one whose people look and write."""

import contextlib
import io
import itertools
import zipfile
from html.parser import HTMLParser

from django.apps import apps
from django.db import DatabaseError, models, transaction

from households.models import LifeEvent, Person, ReviewRound, TypedDraft
from programs.models import Attachment, AwardFigure
from programs.models.base import Record
from tests.households import factories as made
from tests.households.paper_rows import make_request

MARK = "DAUKHAC"
SHARED = {"reviewround", "roundstep", "scorecard"}
"""Records of the whole city, which every ward may read."""
PERSONAL = (Record, Attachment, AwardFigure)
"""Models of the programme whose rows belong to one area."""
_numbers = itertools.count(1)


def own_models():
    """Return the models whose rows belong to a ward, and the scans."""
    for label in ("households", "programs", "reporting"):
        for model in apps.get_app_config(label).get_models():
            if model._meta.model_name not in SHARED:
                yield model


def mark_all_texts():
    """Write the mark into every free text of the ward's records; return how many took it.

    What the programme keeps for everybody, such as its projects and offices, is left as it is.
    """
    done = 0
    for model in own_models():
        if model._meta.app_label == "programs" and not issubclass(model, PERSONAL):
            continue
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.CharField | models.TextField):
                continue
            if field.choices or isinstance(field, models.FileField) or field.name in UNMARKED:
                continue
            done += sum(_mark(model, field, key) for key in list(_keys(model)))
    for person in Person.objects.all():
        person.fill_keys()
        person.save()
    return done


UNMARKED = {
    *("code", "kind", "state", "sha256", "standard", "indicator", "sort_key", "search_text"),
    *("citizen_id_encrypted", "citizen_id_index", "citizen_id_tail", "key", "aim", "class_reason"),
    *("outcome", "finding", "dropped_reason", "answer", "answer_number", "quick_note"),
}


def _keys(model):
    return model._default_manager.order_by().values_list("pk", flat=True)


def _mark(model, field, key):
    text = f"{MARK} {next(_numbers)}"[: field.max_length or 200]
    with contextlib.suppress(DatabaseError), transaction.atomic():
        return model._default_manager.filter(pk=key).update(**{field.name: text})
    return 0


def more_of(home, review, *, by):
    """Add what `one_of_each` and the papers do not bring: an event and a draft somebody types."""
    event = LifeEvent.objects.create(
        kind="new_head",
        happened_on=made.NOW.date(),
        household=home,
        area=home.area,
        note="x",
        recorded_by=by,
        recorded_at=made.NOW,
    )
    event.people.create(person=home.head)
    TypedDraft.objects.create(
        user=by, household=home, round=review.round, data={"note": [MARK]}, saved_at=made.NOW
    )


def addresses_of(area, village, *, by, chair):
    """Fill a ward with a record of each kind; return the arguments that lead to them by name."""
    rounds = {found.year: found for found in ReviewRound.objects.all()}
    home = made.make_household(area, village=village, code="BK-054321", members=["Nông Thị Nở"])
    made.make_review(home, rounds[2023], by=by)
    sent = made.make_review(
        made.make_household(area, village=village), rounds[2023], by=by, state="submitted"
    )
    papers = made.make_papers(sent, by=by)
    waiting = made.make_household(area, village=village, head="Ma Thị Đợi")
    asked = make_request(area, village, rounds[2023], by=by)
    plan = made.make_plan(home, by=by)
    year = [home.code, 2023]
    found = {
        **{f"household_{name}": [home.code] for name in ("detail", "edit")},
        **{f"exit_plan_{name}": [plan.pk] for name in ("edit", "drop", "detail")},
        "event_choose": [home.code],
        **{f"{kind}_detail": [paper.pk] for kind, paper in papers.items()},
        "exit_plan_create": [waiting.code],
        "exit_support_done": [plan.supports.get().pk],
        "review_edit": year,
        "review_draft": year,
        "review_topic": [*year, "members"],
        "review_step": [*year, "submit"],
        "quick_review": [made.listed(waiting, rounds[2023], by=by).pk],
        "quick_review_undo": [asked.pk],
        "duplicate_detail": [made.make_pair(waiting).pk],
        "person_citizen_id": [home.head_id],
        "person_status_create": [home.head_id],
        "person_status_end": [made.make_status(waiting.head, by=by).pk],
        "complaint_resolve": [papers["complaint"].pk],
        "opinion_answer": [papers["opinion"].pk],
        "certificate_issue": [papers["decision"].pk],
        "scan_attach": ["posting", papers["posting"].pk],
        "ward_close": [rounds[2023].pk, area.pk],
        "ward_reopen": [rounds[2022].pk, area.pk],
        "unlock_create": [rounds[2022].pk, area.pk],
        "unlock_end": [made.make_unlock(home, user=by, by=chair, round_=rounds[2022]).pk],
    }
    kinds = ("moved_out", "marriage", "split", "merge")
    return [
        *((name, arguments) for name, arguments in found.items()),
        *(("event_create", [home.code, kind]) for kind in kinds),
    ]


def texts_of(response):
    """Return everything a response says: its headers and its body, a workbook unzipped."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    parts = [str(response.headers).encode(), body]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(parts).decode(errors="replace")


class Page(HTMLParser):
    """The links of a page, and the fields of its forms that post, as a browser would send them."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self._select = set(), [], None
        self._form = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "a" and (values.get("href") or "").startswith(("/", "?")):
            self.links.add(values["href"])
        elif tag == "form":
            self._form = (values.get("action") or "", {}, {})
            if (values.get("method") or "").lower() == "post":
                self.forms.append(self._form)
        elif self._form is not None and tag in ("input", "textarea", "select", "button"):
            self._field(tag, values)
        elif tag == "option" and self._select and self._form:
            chosen = self._form[1].get(self._select)
            if values.get("value") and (not chosen or "selected" in values):
                self._form[1][self._select] = values["value"]

    def _field(self, tag, values):
        name = values.get("name")
        if not name or name == "csrfmiddlewaretoken":
            return
        kind = values.get("type", "text") if tag == "input" else tag
        self._form[2][name] = kind
        self._select = name if tag == "select" else None
        value = values.get("value") or ""
        if kind in ("radio", "checkbox"):
            self._form[1].setdefault(name, value or "on")
        elif kind not in ("file", "button"):
            self._form[1][name] = value or _typed(name, kind)

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None
        if tag == "form":
            self._form = None


def _typed(name, kind):
    """Return something a field of that name may take, so that a form gets past its first check."""
    if kind in ("select", "hidden", "button"):
        return ""
    if name.endswith("_on") or name in ("valid_from", "valid_to") or name.endswith("date"):
        return "05/10/2023"
    return "2" if kind == "number" else "Ghi thử"
