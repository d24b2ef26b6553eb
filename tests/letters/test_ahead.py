"""Letters made ahead of their turn: in order, few at a time, and what fails is told where its letter is asked for."""

from __future__ import annotations

from functools import partial

import pytest

from addin.letters.ahead import AHEAD, made_ahead

MANY = 5 * AHEAD


def test_letters_come_in_order_and_no_more_than_a_few_are_made_before_their_turn() -> None:
    made: list[int] = []

    def make(number: int) -> bytes:
        made.append(number)
        return str(number).encode()

    for at, take in enumerate(made_ahead([partial(make, number) for number in range(MANY)])):
        assert take() == str(at).encode()
        assert len(made) <= at + AHEAD
    assert sorted(made) == list(range(MANY))


def test_nothing_is_made_before_it_is_asked_for() -> None:
    made_ahead([lambda: pytest.fail("made unasked")])


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_fault_is_raised_for_the_letter_it_befell(fault: BaseException) -> None:
    def fails() -> bytes:
        raise fault

    good, bad, last = made_ahead([lambda: b"1", fails, lambda: b"3"])
    assert good() == b"1"
    with pytest.raises(type(fault)):
        bad()
    assert last() == b"3"


def test_a_letter_asked_for_out_of_turn_or_twice_is_made_at_once() -> None:
    takes = made_ahead([partial(str.encode, str(number)) for number in range(MANY)])
    assert [takes[at]() for at in (MANY - 1, 0, 0, MANY - 1)] == [b"%d" % (MANY - 1), b"0", b"0", b"%d" % (MANY - 1)]
