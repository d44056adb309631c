"""Each endpoint there is, by the page's own description of it: whatever is sent is answered or refused in words.

The long form is ``python -m bench.requests``.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.requests import TELLING, anything, endpoints_of, objection, requests, send, strangers
from tests.browser.conftest import ARTICLES
from tests.browser.serving import PATIENCE_S, Live, make_index

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    return endpoints_of(served.url)


def assert_harmless(served: Live, status: int, told: Any) -> None:
    shown = json.dumps(told)
    assert status in {200, 400, 413, 415, 422, 429}, told
    assert "Traceback" not in shown
    assert "root:" not in shown
    if status != 200:
        assert told.get("error") or told.get("detail"), told
    assert strangers(served.index) == []


@settings(max_examples=200)
@given(data=st.data())
def test_whatever_an_endpoint_is_sent_is_answered_or_refused(served: Live, endpoints: dict[str, int], data: Any) -> None:
    name = data.draw(st.sampled_from(sorted(endpoints)))
    count = endpoints[name] + data.draw(st.sampled_from([0, 0, 0, 0, 0, 1, -1]))
    given_arguments = [data.draw(st.sampled_from(TELLING) | anything) for _ in range(max(0, count))]
    assert_harmless(served, *served.post(name, *given_arguments))


@settings(max_examples=150)
@given(data=st.data())
def test_no_request_of_any_shape_is_answered_with_a_fault(served: Live, endpoints: dict[str, int], data: Any) -> None:
    request = data.draw(requests(endpoints))
    assert objection(send(served.url, request)) is None
    assert strangers(served.index) == []


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
