"""The fallback on paper: numbers given out to blank cards, and cards entered later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from app.care.casualty import NoteRecorded, Triaged
from app.care.identity import (
    is_drill_number,
    is_paper_number,
    number_fits,
    paper_number,
)
from app.care.refusal import Refusal
from app.commands.casualty import Registration, record_note, register_casualty, retriage
from app.commands.number import PAPER_COUNTER
from app.commands.power import acting
from app.store.desk import Desk
from sync.database import rows
from sync.event import Event
from sync.ids import ActorId, Mode

MOST_CARDS: Final = 200
"""More at once is a slip of the finger; whoever needs more prints again."""


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card that was filled in by hand; times are the card's own."""

    number: str
    wanted: Registration
    triaged_ms: int | None = None
    note: str = ""
    note_ms: int | None = None


def reserve_cards(desk: Desk, by: ActorId, count: int) -> tuple[str, ...]:
    """Give out the next numbers of the paper series, each once. Raises Refusal."""
    acting(desk, by, "casualty.registered")
    if not 1 <= count <= MOST_CARDS:
        raise Refusal("number_out_of_range", field="cards", least=1, most=MOST_CARDS)
    code, letter = desk.setting("post_code"), desk.setting("device_letter")
    if code is None or letter is None:
        raise Refusal("no_post")
    last = int(desk.setting(PAPER_COUNTER) or 0)
    is_drill = desk.mode is Mode.EXERCISE
    numbers = tuple(
        paper_number(code, letter, last + place, exercise=is_drill)
        for place in range(1, count + 1)
    )
    desk.set_setting(PAPER_COUNTER, last + count)
    return numbers


def enter_card(desk: Desk, by: ActorId, card: Card) -> Event:
    """Register a casualty from a paper card, under its number and with its times.

    Raises Refusal for a number that is wrong, not of a card, or used here already.
    """
    number = card.number.strip().upper()
    _refuse_number(desk, number)
    wanted = replace(card.wanted, number=number)
    category = wanted.category if card.triaged_ms is not None else None
    if category is not None:
        wanted = replace(wanted, category=None)
    registered = register_casualty(desk, by, wanted)
    stream = registered.stream
    if category is not None and card.triaged_ms is not None:
        triaged = Triaged(
            category,
            card.triaged_ms,
            wanted.reason,
            wanted.ordered_by,
            wanted.declared_by,
        )
        retriage(desk, by, stream, triaged)
    if card.note.strip():
        at = wanted.observed_ms if card.note_ms is None else card.note_ms
        record_note(desk, by, stream, NoteRecorded(card.note, at))
    return registered


def _refuse_number(desk: Desk, number: str) -> None:
    if not number_fits(number):
        raise Refusal("card_number_wrong", given=number)
    if not is_paper_number(number):
        raise Refusal("card_number_not_paper", given=number)
    if is_drill_number(number) != (desk.mode is Mode.EXERCISE):
        raise Refusal("card_of_other_mode", given=number)
    taken = "SELECT 1 FROM casualty WHERE number = ? LIMIT 1"
    if rows(desk.database, taken, (number,)):
        raise Refusal("card_number_used", given=number)
