import pytest

from tests.fuzz.campaign import BrokenError, Parser, run
from tests.fuzz.parsers import PARSERS


@pytest.mark.parametrize("name", PARSERS)
def test_every_parser_refuses_damage_by_name(name):
    outcome = run(PARSERS[name](), 150, seed=3)

    assert outcome.cases == 150
    assert outcome.refused


def test_a_campaign_ends_at_the_first_break_with_the_bytes_that_made_it():
    def read(raw):
        if b"\xff" in raw:
            raise ValueError("odd")

    with pytest.raises(BrokenError, match=r"odd.*\n.*ff"):
        run(Parser("odd", (b"abc",), read), 5_000, seed=1)
