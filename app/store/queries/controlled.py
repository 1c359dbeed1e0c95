"""The registers of controlled drugs of a post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.care.controlled import Register, Shown
from app.care.item import Controlled, Item
from app.store.queries.item import catalogue
from app.store.queries.staff import people
from app.store.queries.stock import own_or
from app.store.tables import read_state
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One register in the list. `on_hand` is what the shelf says, not the register."""

    code: str
    item: Item | None
    balance: int
    on_hand: int
    open_differences: int
    unwatched: int


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One register as it reads, newest line first; `names` are of persons, by id."""

    shown: tuple[Shown, ...]
    names: Mapping[bytes, str]


def registers(db: Database, post_id: bytes | None = None) -> tuple[RegisterRow, ...]:
    """Return the registers of a post; what asks for an explanation on top.

    A controlled drug of the list that was never there has an empty one.
    """
    at, listed = own_or(db, post_id), catalogue(db)
    found = {
        code: rest
        for code, *rest in rows(
            db,
            "SELECT item, balance, open_differences, unwatched FROM controlled "
            "WHERE post = ?",
            (at,),
        )
    }
    there = dict(
        rows(
            db, "SELECT item, SUM(on_hand) FROM lot WHERE post = ? GROUP BY item", (at,)
        )
    )
    codes = {
        code for code, item in listed.items() if item.controlled is not Controlled.NONE
    }
    every = [
        RegisterRow(
            code,
            listed.get(code),
            balance,
            there.get(code, 0),
            differences,
            unwatched,
        )
        for code in codes | set(found)
        for balance, differences, unwatched in (found.get(code, (0, 0, 0)),)
    ]
    return tuple(sorted(every, key=_first))


def register(db: Database, code: str, post_id: bytes | None = None) -> RegisterPage:
    """Return one register of a post, newest line first."""
    found = rows(
        db,
        "SELECT state FROM controlled WHERE post = ? AND item = ?",
        (own_or(db, post_id), code),
    )
    held: Register = read_state("controlled", found[0][0]) if found else Register()
    names = {bytes(each.actor): each.name for each in people(db, ended=True)}
    return RegisterPage(tuple(reversed(held.shown())), names)


def _first(row: RegisterRow) -> tuple[bool, bool, str]:
    return (row.open_differences == 0, row.balance == 0 and row.on_hand == 0, row.code)
