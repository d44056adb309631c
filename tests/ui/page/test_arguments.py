"""What comes in is checked: anything at all is either taken or refused with one line, never a fault."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InputError
from ui import arguments
from ui.arguments import Limits
from ui.intake import uploaded

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
fields = st.sampled_from(["after", "before", "sources", "collections", "languages", "strictness"])


@given(anything | st.dictionaries(fields, anything))
def test_limits_are_read_or_refused_in_one_line(given_limits):
    told = ""
    try:
        limits = Limits.read(given_limits)
    except InputError as error:
        told = str(error)
    else:
        assert Limits.read(limits.to_dict()) == limits
    assert "\n" not in told


@given(anything)
def test_a_text_holds_no_control_characters_and_can_be_encoded(value):
    try:
        found = arguments.text(value, "question")
    except InputError:
        return
    found.encode("utf-8")
    assert not any(ord(character) < 32 and character not in "\t\n" for character in found)


def test_a_question_that_is_too_long_is_refused_with_its_length():
    with pytest.raises(InputError, match="1000000 characters"):
        arguments.text("x" * 1_000_000, "question", 4000)


@pytest.mark.parametrize("value", [True, 0, 21, 1.5, "3", None, float("nan"), float("inf")])
def test_a_number_out_of_range_is_refused(value):
    with pytest.raises(InputError, match="whole number from 1 to 20"):
        arguments.number(value, "quotes", 1, 20)


@settings(deadline=None)
@given(anything)
def test_only_files_that_were_uploaded_can_be_added(tmp_path_factory, value):
    folder = tmp_path_factory.mktemp("uploads", numbered=True)
    with pytest.raises(InputError):
        uploaded(value, folder)


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd", "", ".", "a\x00b"])
def test_a_file_of_the_machine_is_no_upload(tmp_path, path):
    with pytest.raises(InputError, match="uploaded before"):
        uploaded([{"path": path}], tmp_path)


def test_a_link_out_of_the_folder_is_no_upload(tmp_path):
    (tmp_path / "up").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "up" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(InputError, match="uploaded before"):
        uploaded([{"path": str(tmp_path / "up" / "link")}], tmp_path / "up")
