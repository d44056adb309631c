"""Terms and folding: the same for a passage and a question, whatever their length."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.analyse import fold, folding, terms, words
from training.folding import folding as made_anew

TEXT = st.text(st.characters(codec=None), max_size=40)


@given(TEXT)
@settings(max_examples=200, deadline=None)
def test_a_long_text_is_folded_as_its_characters_are(text: str) -> None:
    long = text + "長文" * 40
    assert fold(long) == "".join(fold(character) for character in long)
    assert fold(text) == text.translate(folding()) or text.isascii()


def test_the_table_of_characters_is_what_opencc_and_unicode_say() -> None:
    # Should a later OpenCC or Unicode say otherwise: every text in every index was folded by this table, so the table stays.
    assert folding() == made_anew()


def test_either_script_case_width_and_number_has_the_same_terms() -> None:
    assert words("The Treaties, 1,000 ＡＢＣs!") == words("the treaty 1,000 abc")
    assert terms("國會選舉") == terms("国会选举")


def test_ascii_and_other_text_have_their_words_by_the_same_rule() -> None:
    text = "in_the 3rd x1,5.2 of 1.000, cities"
    assert words(text) == [word for word in words(f"{text} 和") if word != "和"]
