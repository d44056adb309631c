"""Passwords: hashed, checked, read from a file that only its owner can read."""

from __future__ import annotations

import base64

import pytest

from index.errors import InputError
from ui.auth import Users, hash_password


def test_a_user_and_password_given_directly():
    users = Users("ann:pa:ss")
    assert users.check("ann", "pa:ss")
    assert not users.check("ann", "pa")
    assert not users.check("bob", "pa:ss")
    assert "pa:ss" not in repr(vars(users))


def test_a_file_of_hashed_passwords(tmp_path):
    file = tmp_path / "users"
    file.write_text(f"# who may read\nann:{hash_password('one')}\n\n李:{hash_password('二')}\n", encoding="utf-8")
    file.chmod(0o600)
    users = Users(str(file))
    assert users.check("ann", "one")
    assert users.check("李", "二")
    assert not users.check("ann", "二")


def test_two_hashes_of_one_password_differ():
    assert hash_password("x") != hash_password("x")


@pytest.mark.parametrize("line", ["ann:plain", "ann", ":scrypt$1$1$1$a$b", "", "ann:scrypt$1"])
def test_a_file_that_is_none_is_refused_with_its_line(tmp_path, line):
    file = tmp_path / "users"
    file.write_text(line + "\n", encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(InputError, match=r"users"):
        Users(str(file))


def test_a_file_that_others_may_read_is_refused(tmp_path):
    file = tmp_path / "users"
    file.write_text(f"ann:{hash_password('one')}\n", encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(InputError, match="chmod 600"):
        Users(str(file))


def test_what_is_neither_a_file_nor_a_user_is_refused():
    with pytest.raises(InputError, match="no such file"):
        Users("nobody")


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !!!", "Bearer x", "Basic " + base64.b64encode(b"ann:no").decode(), "Basic /w=="]
)
def test_a_header_that_does_not_sign_in(header):
    assert Users("ann:one").basic(header) is None


def test_a_header_that_signs_in():
    assert Users("ann:one").basic("Basic " + base64.b64encode(b"ann:one").decode()) == "ann"
