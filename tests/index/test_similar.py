"""Near copies are found by their signatures: those that differ in few bits."""

from __future__ import annotations

import random

from index.similar import Signatures, is_copy, signature


def drawn(count: int) -> dict[str, int]:
    """Signatures of which every third differs in a few bits from one before it."""
    chance = random.Random(7)
    values: list[int] = []
    for number in range(count):
        value = chance.getrandbits(63) | 1
        if number % 3 == 2:
            value = values[chance.randrange(len(values))]
            for bit in chance.sample(range(63), chance.randrange(16)):
                value ^= 1 << bit
        values.append(value or 1)
    return {f"a{number}": value for number, value in enumerate(values)}


def by_comparing(known: dict[str, int], value: int, most: int = 5) -> list[str]:
    near = [(bin(value ^ other).count("1"), place, key) for place, (key, other) in enumerate(known.items())]
    return [key for distance, _, key in sorted(near) if distance <= 12][:most]


def test_signatures_near_one_are_those_that_differ_in_few_bits() -> None:
    known = drawn(2_000)
    keys = list(known)
    signatures = Signatures({key: known[key] for key in keys[:700]})
    for number, key in enumerate(keys[700:], 700):
        if number % 5 == 0:
            earlier = {key: known[key] for key in keys[:number]}
            assert signatures.near(known[key]) == by_comparing(earlier, known[key])
        signatures.add(key, known[key])


def test_a_text_too_short_for_a_signature_is_near_none() -> None:
    signatures = Signatures({"a": signature("Too short.")})
    assert signatures.near(signature("Too short.")) == []


def test_a_copy_with_another_headline_and_a_cut_is_one_and_a_follow_up_is_not() -> None:
    said = [f"Sentence number {n} of the report tells of ship {n * 7} and of its cargo of {n * 13} tons." for n in range(30)]
    text = " ".join(said)
    assert is_copy(text, "Ships counted. " + " ".join(said[:25]))
    assert not is_copy(text, " ".join(f"On day {n} the {n * 5} dockers met again, without result." for n in range(40)))
