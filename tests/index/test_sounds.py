"""Names by their sound: the other script's spelling of a name is found in a text, and chance is not taken for it."""

from pathlib import Path

import numpy as np
import pytest

from index import embed
from index.analyse import fold
from index.errors import ModelError
from index.sounds import Sounds, Spellings

# In none of the sources that the table was estimated from, or only in another spelling.
NAMES = [
    ("dobby", "多比"), ("brenkhausen", "布伦克豪森"), ("dumbledore", "邓布利多"), ("zuozimu", "左子穆"), ("yuankai", "元凯"),
]  # fmt: skip
TEXT = "他们昨天在城里的一家饭馆见面，谈到{}的事情，然后各自回家休息。"
WORDS = ["Brother", "House", "Minister", "Department", "Sunday", "Captain", "River", "Company", "People", "Street"]


@pytest.fixture(scope="module")
def sounds() -> Sounds:
    return Sounds(Path(embed.__file__).parent / "model" / "sounds.safetensors")


def codes(text: str) -> np.ndarray:
    return np.array([ord(character) for character in fold(text)], np.uint16)


@pytest.mark.parametrize(("latin", "han"), NAMES)
def test_a_latin_name_is_found_in_chinese_text(sounds: Sounds, latin: str, han: str) -> None:
    found = sounds.in_han(latin, sounds.spoken(codes(TEXT.format(han))))
    assert max(found, key=found.__getitem__) == han
    assert found[han] > 9


@pytest.mark.parametrize(("latin", "han"), NAMES)
def test_a_chinese_name_is_found_among_latin_words(sounds: Sounds, latin: str, han: str) -> None:
    found = sounds.in_latin(han, Spellings([word.lower() for word in WORDS] + [latin]))
    assert max(found, key=found.__getitem__) == latin
    assert found[latin] > 7


def test_a_text_without_the_name_has_nothing_that_sounds_like_it(sounds: Sounds) -> None:
    for latin, han in NAMES:
        assert all(odds < 7 for odds in sounds.in_han(latin, sounds.spoken(codes(TEXT.format("天气")))).values())
        assert all(odds < 7 for odds in sounds.in_latin(han, Spellings([word.lower() for word in WORDS])).values())


def test_traditional_characters_sound_like_simplified_ones(sounds: Sounds) -> None:
    assert sounds.in_han("dumbledore", sounds.spoken(codes(TEXT.format("鄧布利多"))))["邓布利多"] > 9


def test_characters_of_names_are_told_from_those_of_words(sounds: Sounds) -> None:
    assert sounds.named("马克龙") > 0 > sounds.named("形状")


def test_nothing_is_heard_in_an_empty_text(sounds: Sounds) -> None:
    assert sounds.in_han("dobby", sounds.spoken(codes(""))) == {}
    assert sounds.in_latin("多比", Spellings([])) == {}


def test_a_damaged_table_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "sounds.safetensors").write_bytes(b"no table")
    with pytest.raises(ModelError, match="reinstall"):
        Sounds(tmp_path / "sounds.safetensors")


def test_a_word_is_heard_among_others_as_it_is_by_itself(sounds: Sounds) -> None:
    words = [word.lower() for word in WORDS] + [latin for latin, _ in NAMES]
    for _, han in NAMES:
        together = sounds.in_latin(han, Spellings(words))
        apart = {word: odds for word in words for odds in sounds.in_latin(han, Spellings([word])).values()}
        assert together == pytest.approx(apart)
