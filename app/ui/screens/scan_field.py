"""Where a code is scanned or typed: ready again after each, with what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.refusal import Refusal
from app.scan import Scanned, read
from app.scan.keys import Run, letters_of, with_letters
from app.ui.scanned import took_slip
from app.ui.theme import BODY, BOLD, GAP
from app.ui.told import Told
from app.ui.widgets.fields import text_field
from app.ui.words import today

if TYPE_CHECKING:
    from app.ui.scans import Keys
    from app.ui.state import Session

_FIELD_WITHIN_S: Final = 0.15
"""Keys are told before the field sends its text; this is how long we wait for it."""

Take = Callable[["Keys", bool], Awaitable[None]]
"""`take(said, keys)`: what was scanned, and whether its keys were heard."""

_LATE_WITHIN_S: Final = 3.0
"""A window that is busy may send the text of its field as late as this."""


class Hearing:
    """What one scan field hears: letters typed in it, and keys of a scanner.

    A scanner's keys are told first, and say where FNC1 was; the text of the field, if
    it had the focus, follows and says which letters they wrote.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._run: Run | None = None
        self._alone_s = 0.0
        self._alone_letters: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._stop: Callable[[], None] = lambda: None
        self.text = ""
        self.field: Any = None
        self.take: Take | None = None
        self.redraw: Callable[[], Any] = lambda: None

    async def begin(self) -> None:
        """Take every scan of this window, and stand ready for typing."""
        self._stop = self._session.scans.on_scan(self._heard)
        if self.field is not None:
            await self.field.focus()

    def end(self) -> None:
        """Leave scans to others."""
        self._stop()
        if self._task is not None:
            self._task.cancel()

    def write(self, words: str) -> None:
        """Keep what stands in the field."""
        self.text = words

    async def submit(self) -> None:
        """Read what was typed or scanned into the field."""
        words, run, self._run = self.text, self._run, None
        if run is not None:
            await self._give(with_letters(run, words), keys=True)
        elif words.strip() and not self._was_read(words):
            await self._give(tuple(words), keys=False)
        await self._ready()

    def _heard(self, run: Run) -> bool:
        self._run = run
        if run.fast:
            self._task = asyncio.get_running_loop().create_task(self._alone())
        return True

    async def _alone(self) -> None:
        await asyncio.sleep(_FIELD_WITHIN_S)
        run, self._run = self._run, None
        if run is not None:
            self._alone_s = self._session.clock.monotonic_s()
            self._alone_letters = letters_of(run.keys)
            await self._give(run.keys, keys=True)
            await self._ready()

    def _was_read(self, words: str) -> bool:
        """Tell whether a field's text is that of keys that could not wait for it."""
        letters, self._alone_letters = self._alone_letters, None
        late = self._session.clock.monotonic_s() - self._alone_s <= _LATE_WITHIN_S
        return late and letters == words.strip().casefold()

    async def _give(self, said: Keys, *, keys: bool) -> None:
        if self.take is not None:
            await self.take(said, keys)

    async def _ready(self) -> None:
        self.text = ""
        self.redraw()
        if self.field is not None:
            await self.field.focus()


@ft.component
def ScanField(
    session: Session,
    on_scan: Callable[[Scanned], Awaitable[None]],
    on_refusal: Callable[[Refusal], Any],
    told: Told,
    beside: Sequence[ft.Control] = (),
    key: str = "",
) -> ft.Control:
    """Draw the field; it takes the focus back after every code."""

    async def take(said: Keys, keys: bool) -> None:
        day = today(session.clock.now_ms())
        try:
            text = session.scans.text(said) if keys else "".join(said)
            if took_slip(session, text):
                return
            if keys:
                found = session.scans.read(said, day)
            else:
                found = read("".join(said), day, certain=False)
        except Refusal as why:
            on_refusal(why)
        else:
            await on_scan(found)

    hint = session.words("ui.scan.field_hint")
    keys = ft.Container(expand=True, content=KeyField(session, take, hint, key="keys"))
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(
                spacing=GAP,
                vertical_alignment=ft.CrossAxisAlignment.START,
                controls=[keys, *beside],
            ),
            *told_note(told),
        ],
    )


@ft.component
def KeyField(session: Session, take: Take, hint: str, key: str = "") -> ft.Control:
    """Draw a field that gives the keys of a scan as they came."""
    made = cast("Any", lambda: Hearing(session))
    hearing: Hearing = ft.use_state(made)[0]
    _drawn, draw = ft.use_state(0)
    hearing.take = take
    hearing.redraw = lambda: draw(lambda count: count + 1)
    ft.use_effect(hearing.begin, [], hearing.end)
    hearing.field = text_field(
        session.words("ui.scan.field"),
        hearing.text,
        hearing.write,
        key="scan",
        on_submit=hearing.submit,
        autofocus=True,
        helper=hint,
        helper_max_lines=2,
        prefix_icon=ft.Icons.BARCODE_READER,
        autocorrect=False,
        enable_suggestions=False,
    )
    return cast("ft.Control", hearing.field)


def told_note(told: Told) -> list[ft.Control]:
    """Return what came of the last scan, read aloud; nothing before the first."""
    words, good = told.words, told.good
    if not words:
        return []
    colour = ft.Colors.PRIMARY_CONTAINER if good else ft.Colors.ERROR_CONTAINER
    ink = ft.Colors.ON_PRIMARY_CONTAINER if good else ft.Colors.ON_ERROR_CONTAINER
    icon = ft.Icons.CHECK_CIRCLE if good else ft.Icons.ERROR_OUTLINE
    return [
        ft.Semantics(
            live_region=True,
            content=ft.Container(
                key="scan-told",
                padding=12,
                border_radius=12,
                bgcolor=colour,
                content=ft.Row(
                    spacing=GAP,
                    controls=[
                        ft.Icon(icon, color=ink),
                        ft.Text(words, size=BODY, color=ink, expand=True, **BOLD),
                    ],
                ),
            ),
        )
    ]
