"""The second person with a controlled drug: who watches, by their own PIN.

Nobody else there is an answer too; it asks why and stops nothing. The PIN is never
kept as a draft.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import flet as ft

from app.care.staff import may_watch
from app.commands import Witness, watched
from app.store.queries.item import is_controlled
from app.store.queries.staff import Person, people
from app.ui.hooks import use_query
from app.ui.theme import GAP
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.panels import note
from app.ui.widgets.secret import secret_field

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session

T = TypeVar("T")

_NOBODY: Final = "nobody"
_WHY: Final = ("alone", "busy", "crisis")


@dataclass(slots=True)
class Second:
    """What is said of the second person, until it is saved."""

    chosen: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    known: dict[str, Person] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return what was typed in a field."""
        return self.texts.get(name, "")

    def write(self, name: str, words: str) -> None:
        """Keep what is typed, for this screen only."""
        self.texts[name] = words

    def beside(
        self, session: Session, command: Callable[[Desk], T], *, asked: bool
    ) -> Callable[[Desk], T]:
        """Return the command with the second person there, where one is asked for.

        Where nothing was said yet the command itself refuses, once all else is right.
        """
        if not asked or not self.chosen:
            return command
        actor, witness = session.actor, self._witness()
        return lambda desk: command(watched(desk, actor, witness))

    def _witness(self) -> Witness:
        person = self.known.get(self.chosen)
        if person is not None:
            return Witness(person.actor, self.text("pin"))
        return Witness(absent=self.text("absent"))


def use_second(session: Session, *codes: str) -> tuple[Second, bool]:
    """Return what is said of the second person, and whether any item asks for one."""
    kept: ft.MutableRef[Second] = ft.use_ref(Second())
    asked = use_query(
        session,
        lambda db: any(is_controlled(db, code) for code in codes),
        [codes],
        ["item", "pack"],
    )
    return kept.current or Second(), bool(asked)


@ft.component
def SecondPerson(
    session: Session, second: Second, error: str | None = None, key: str = ""
) -> ft.Control:
    """Draw who may watch, the PIN of the one chosen, or why nobody does."""
    chosen, set_chosen = ft.use_state(second.chosen)
    there = use_query(session, people, [], ["staff"])
    others = [
        each
        for each in there or ()
        if each.has_pin and each.actor != session.actor and may_watch(each.role)
    ]
    second.known = {each.actor.hex(): each for each in others}

    def pick(value: str) -> None:
        second.chosen = value
        second.texts.clear()
        set_chosen(value)

    options = [(each.actor.hex(), each.name) for each in others]
    options.append((_NOBODY, session.words("ui.second.nobody")))
    return ft.Column(
        key=key,
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            choices(
                options,
                chosen,
                pick,
                key="second",
                label=session.words("ui.second.who"),
                error=error,
            ),
            note(session.words("ui.second.note")),
            *_asked(session, second, chosen, set_chosen),
        ],
    )


def _asked(
    session: Session, second: Second, chosen: str, draw: Callable[[str], Any]
) -> list[ft.Control]:
    if chosen == _NOBODY:
        return _why(session, second, draw)
    if not chosen:
        return []
    person = second.known.get(chosen)
    name = "" if person is None else person.name
    return [
        secret_field(
            session.words("ui.second.pin", name=name),
            second.text("pin"),
            partial(second.write, "pin"),
            key=f"second-pin-{chosen}",
            keyboard_type=ft.KeyboardType.NUMBER,
        )
    ]


def _why(
    session: Session, second: Second, draw: Callable[[str], Any]
) -> list[ft.Control]:
    held = second.text("absent")
    quick = [session.words(f"ui.second.why.{each}") for each in _WHY]

    def pick(words: str) -> None:
        second.write("absent", words)
        draw("")
        draw(_NOBODY)

    return [
        choices(
            [(each, each) for each in quick],
            held,
            pick,
            key="second-why",
            label=session.words("ui.second.why"),
        ),
        text_field(
            session.words("ui.second.why_other"),
            held,
            partial(second.write, "absent"),
            key="second-absent",
        ),
    ]
