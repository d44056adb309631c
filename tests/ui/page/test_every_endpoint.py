"""Each endpoint there is, by the page's own description of it: whatever is sent is answered or refused in words."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.browser.conftest import ARTICLES
from tests.browser.serving import PATIENCE_S, Live, make_index
from tests.ui.page.test_arguments import anything

if TYPE_CHECKING:
    from collections.abc import Iterator

# What brings a call further than what means nothing, and what has been tried elsewhere to get at files.
TELLING: tuple[Any, ...] = (
    *("kestrel-port-strike", "When did the Port of Kestrel go back to work?", "港口", "en", "zh", "html", "strict"),
    *(0, 1, 5, -1, 10**30, [], {}, None, True, "2025-03-03", [[0, 5]], [[5, 0]], [["a"]], ["a question"]),
    {"quotes": [{"text": "x", "start": 0, "end": 1, "article": {"id": "kestrel-port-strike", "file": "/etc/passwd"}}]},
    *({"quotes": [None]}, {"sources": "x", "strictness": "strict"}, {"after": "2025-03-03"}),
    *("/etc/passwd", "../../../../etc/passwd", "..\\..\\x", "\x00", "%2e%2e%2f", "; rm -rf /", "' OR 1=1 --", "{{7*7}}"),
    *([{"path": "/etc/passwd"}], [{"path": "../store.db", "orig_name": "../x"}], "(a+)+$" * 50, "\ud800", "\u202e"),
    "x" * 5000,
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A page in a folder of its own, which anything may be done to."""
    folder = tmp_path_factory.mktemp("served")
    live = Live(make_index(folder / "fuzz.index", [ARTICLES / "kestrel-port-strike.txt"]))
    yield live
    live.stop()


@pytest.fixture(scope="module")
def endpoints(served: Live) -> dict[str, int]:
    """How many arguments each endpoint takes."""
    with urllib.request.urlopen(served.url + "/gradio_api/info", timeout=PATIENCE_S) as response:
        told = json.load(response)["named_endpoints"]
    return {name.strip("/"): len(endpoint["parameters"]) for name, endpoint in told.items()}


def assert_harmless(served: Live, status: int, told: Any) -> None:
    shown = json.dumps(told)
    assert status in {200, 400, 413, 415, 422, 429}, told
    assert "Traceback" not in shown
    assert "root:" not in shown
    if status != 200:
        assert told.get("error") or told.get("detail"), told
    beside = {path.name for path in served.index.parent.iterdir() if not path.name.startswith("fuzz.index")}
    assert beside == set()


@settings(max_examples=200)
@given(data=st.data())
def test_whatever_an_endpoint_is_sent_is_answered_or_refused(served: Live, endpoints: dict[str, int], data: Any) -> None:
    name = data.draw(st.sampled_from(sorted(endpoints)))
    count = endpoints[name] + data.draw(st.sampled_from([0, 0, 0, 0, 0, 1, -1]))
    given_arguments = [data.draw(st.sampled_from(TELLING) | anything) for _ in range(max(0, count))]
    assert_harmless(served, *served.post(name, *given_arguments))


@settings(max_examples=60)
@given(body=st.binary(max_size=200) | anything.map(json.dumps).map(str.encode), data=st.data())
def test_a_call_that_is_no_call_is_refused(served: Live, endpoints: dict[str, int], body: bytes, data: Any) -> None:
    name = data.draw(st.sampled_from(sorted(endpoints)))
    named = {"content-type": data.draw(st.sampled_from(["application/json", "text/plain", "multipart/form-data", "x"]))}
    request = urllib.request.Request(f"{served.url}/gradio_api/run/{name}", body, named)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
            told = response.status, json.load(response)
    except urllib.error.HTTPError as error:
        told = error.code, json.load(error)
    assert_harmless(served, *told)


def test_after_all_that_the_page_still_answers(served: Live, endpoints: dict[str, int]) -> None:
    assert len(endpoints) >= 19
    assert served.call("list_articles", "", None, 0, 10, None)["total"] in {0, 1}
