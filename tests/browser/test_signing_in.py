"""With passwords: a browser signs in as a person does, sees nothing before, and each one's chats alone after."""

from __future__ import annotations

import pytest

from tests.browser.conftest import ARTICLES, PATIENCE_MS, ask
from tests.browser.serving import Live, make_index
from ui.auth import Users, hash_password

pytestmark = pytest.mark.browser
QUESTION = "When did the Port of Kestrel go back to work?"


@pytest.fixture(scope="module")
def private(tmp_path_factory) -> Live:
    folder = tmp_path_factory.mktemp("private")
    accounts = folder / "users"
    accounts.touch(mode=0o600)
    accounts.write_text(f"ann:{hash_password('one')}\nbob:{hash_password('two')}\n", encoding="utf-8")
    live = Live(make_index(folder / "p.index", [ARTICLES / "kestrel-port-strike.txt"]), users=Users(str(accounts)))
    yield live
    live.stop()


def sign_in(page, user: str, password: str) -> None:
    page.get_by_label("username").fill(user)
    page.get_by_label("password").fill(password)
    page.get_by_role("button", name="Login").click()


@pytest.fixture
def visitor(browser, private):
    made = []

    def visitor():
        context = browser.new_context(locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        made.append(context)
        page = context.new_page()
        page.goto(private.url)
        return page

    yield visitor
    for context in made:
        context.close()


def test_each_user_signs_in_and_sees_their_own_chats_alone(visitor):
    ann = visitor()
    ann.get_by_label("username").wait_for()
    assert ann.locator(".pq").count() == 0
    assert "Kestrel" not in ann.content()
    sign_in(ann, "ann", "one")
    ann.locator(".pq").wait_for()
    assert ann.get_by_role("link", name="Sign out (ann)").count() == 1
    ask(ann, QUESTION)
    ann.reload()
    ann.locator("#chats li").wait_for()
    bob = visitor()
    sign_in(bob, "bob", "two")
    bob.locator(".pq").wait_for()
    bob.locator("#articles > *").first.wait_for()
    assert bob.locator("#chats li").count() == 0


def test_a_wrong_password_shows_nothing(visitor):
    page = visitor()
    sign_in(page, "ann", "two")
    page.get_by_text("Incorrect Credentials").wait_for()
    assert page.locator(".pq").count() == 0
