"""Every paper of the portal can be frozen and comes back as it was, part by part."""

import inspect
import json
from dataclasses import fields, is_dataclass

import pytest
from django.http import HttpResponse
from django.urls import reverse

from povertyportal.reporting.documents import content, freeze, handing, thaw
from tests.laws.addresses import own_urls


def papers():
    """Return the names of the addresses whose module hands out papers."""
    return [
        name
        for name, _pattern, view in own_urls()
        if "print_out" in inspect.getsource(inspect.getmodule(inspect.unwrap(view)))
        and name != "filed_report_create"
    ]


def test_every_paper_comes_back_from_the_frost_as_it_was(address, standing, client_of, monkeypatch):
    drawn = []

    def keep(request, kind, documents, **given):
        drawn.append(tuple(documents))
        return HttpResponse()

    monkeypatch.setattr(handing, "_drawn", keep)
    browser = client_of(standing)
    for name in papers():
        browser.get(reverse(name, args=address(name)))

    assert len(drawn) > 10
    for documents in drawn:
        assert thaw(json.loads(json.dumps(freeze(documents)))) == documents


def test_every_part_of_a_paper_can_be_frozen():
    parts = [
        each
        for each in vars(content).values()
        if isinstance(each, type) and is_dataclass(each) and each.__module__ == content.__name__
    ]
    known = {
        name: part
        for name, part in vars(content).items()
        if isinstance(part, type) and name in {each.__name__ for each in parts}
    }

    assert len(parts) > 10
    for part in known.values():
        made = part(**{own.name: "x" for own in fields(part)} | _tidy(part))
        frozen = freeze((content.Document(title="", blocks=(made,)),))
        assert thaw(json.loads(json.dumps(frozen)))[0].blocks == (made,)


def _tidy(part):
    """Return the align of a part, which is no free text."""
    return {own.name: content.Align.LEFT for own in fields(part) if own.name == "align"}


@pytest.mark.parametrize(
    "data",
    [
        None,
        "x",
        {"type": "Document", "title": "x"},
        [{"type": "Gone"}],
        [{"title": "x"}],
        [{"type": "Document", "title": "x", "gone": 1}],
        [{"type": "Paragraph", "text": "x", "align": "sideways"}],
        [["x"]],
    ],
)
def test_what_is_no_frozen_paper_is_refused(data):
    with pytest.raises(ValueError, match=r"paper|valid"):
        thaw(data)
