"""Counting: one field takes a number or a scan; Enter records and goes to the next.

Who counts looks at the shelf, so what the books say stands only in the report.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.refusal import Refusal
from app.scan import Scanned, read
from app.scan.keys import letters_of
from app.store.queries.tally import Entry, Standing, TallyPage
from app.ui.screens.scan_field import Hearing, told_note
from app.ui.screens.tally_add import AddPane, ControlledPane
from app.ui.screens.tally_counting import Counting, Looked
from app.ui.screens.tally_paper import sheet_button
from app.ui.state import Layout
from app.ui.theme import BODY, BOLD, GAP, HUGE, LARGE
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.one_line import OneLine
from app.ui.widgets.panels import alarm_note, card, note, page_title
from app.ui.widgets.quantity import pieces_of
from app.ui.widgets.tally_words import (
    about_line,
    entry_row,
    item_name,
    place_name,
    said_by,
    spot_key,
    tally_title,
)
from app.ui.widgets.wrapped import wrapped
from app.ui.words import refused, today

if TYPE_CHECKING:
    from app.ui.scans import Keys
    from app.ui.state import Session

Ways = tuple[Callable[[Looked], Any], Callable[[], Any], Callable[[], Any]]
"""Where counting leads to: other lines, the report, back to all stocktakes."""


@ft.component
def CountView(
    session: Session,
    page: TallyPage,
    ways: Ways,
    key: str = "",
) -> ft.Control:
    """Draw the line that is counted now, the field, and the lines of its place."""
    look, on_report, on_back = ways
    made = cast("Any", lambda: Counting(session, page))
    counting: Counting = ft.use_state(made)[0]
    _drawn, draw = ft.use_state(0)
    counting.page = page
    counting.look = look
    counting.hold()
    counting.draw = lambda: draw(lambda count: count + 1)
    if counting.adding:
        leave = partial(counting.add, False)
        return AddPane(session, page, counting.here, leave, key="tally-add")
    if counting.whole:
        item, done = counting.whole, partial(counting.count_whole, "")
        return ControlledPane(session, page, item, done, key=f"whole-{item}")
    # On a phone the field stays in view: what there is to decide scrolls with the list.
    is_narrow, is_short = session.layout is Layout.NARROW, session.is_short
    more = _about(session, counting)
    places = [_places(session, counting)]
    foot = [_foot(session, page, on_report, partial(counting.add, True))]
    # In a low window the places and what ends the count scroll with the list as well.
    inside = [*((*places, *foot) if is_short else ()), *(more if is_narrow else ())]
    return ft.Column(
        expand=True,
        spacing=8 if is_short else 12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, page, on_back),
            *([] if is_short else places),
            *_named(session, counting, [] if is_narrow else more),
            PiecesField(
                session,
                counting.count,
                counting.scanned,
                lambda words: counting.say(words, good=False),
                key="pieces",
            ),
            *told_note(counting.told),
            _list(session, counting, inside),
            *([] if is_short else foot),
        ],
    )


@ft.component
def PiecesField(
    session: Session,
    on_number: Callable[[int], Awaitable[None]],
    on_scan: Callable[[Scanned], Awaitable[None]],
    on_refusal: Callable[[str], Any],
    key: str = "",
) -> ft.Control:
    """Draw the field that is always ready: a short number is pieces, else a code."""
    made = cast("Any", lambda: Hearing(session))
    hearing: Hearing = ft.use_state(made)[0]
    _drawn, draw = ft.use_state(0)

    async def take(said: Keys, keys: bool) -> None:
        pieces = pieces_of(letters_of(said))
        if pieces is not None:
            await on_number(pieces)
            return
        day = today(session.clock.now_ms())
        try:
            if keys:
                found = session.scans.read(said, day)
            else:
                found = read("".join(said), day, certain=False)
        except Refusal as why:
            on_refusal(refused(why, session.language))
        else:
            await on_scan(found)

    hearing.take = take
    hearing.redraw = lambda: draw(lambda count: count + 1)
    ft.use_effect(hearing.begin, [], hearing.end)
    field = text_field(
        session.words("ui.tally.field"),
        hearing.text,
        hearing.write,
        key="tally-pieces",
        on_submit=hearing.submit,
        autofocus=True,
        helper=None if session.is_short else session.words("ui.tally.field_hint"),
        helper_max_lines=4,
        autocorrect=False,
        enable_suggestions=False,
        keyboard_type=ft.KeyboardType.NUMBER,
    )
    field.text_size = HUGE
    hearing.field = field
    session.offer_primary(hearing.submit)
    return ft.Row(
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(expand=True, content=field),
            primary_button(
                session.words("ui.tally.save"),
                hearing.submit,
                key="tally-save",
                icon=ft.Icons.CHECK,
            ),
        ],
    )


def _head(session: Session, page: TallyPage, on_back: Callable[[], Any]) -> ft.Control:
    done, total = page.progress
    return ft.Row(
        spacing=12,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.tally.back"),
                on_back,
                key="tally-back",
            ),
            ft.Container(
                expand=True,
                content=page_title(tally_title(page.held, session.language)),
            ),
            ft.Text(
                session.words("ui.tally.progress", done=done, total=total),
                key="tally-progress",
                size=LARGE,
                **BOLD,
            ),
        ],
    )


def _places(session: Session, counting: Counting) -> ft.Control:
    page = counting.page

    def words(place: str) -> str:
        done, total = page.progress_at[place]
        name = place_name(page, place, session.language)
        said = session.words("ui.tally.progress", done=done, total=total)
        return f"{name} · {said}"

    places = list(page.at_place)
    chips = [
        filter_chip(
            words(each),
            None,
            chosen=each == counting.here,
            on_click=partial(counting.pick_place, each),
            key=f"tally-at-{each}",
        )
        for each in places
    ]
    chosen = places.index(counting.here) if counting.here in places else 0
    return OneLine(session, chips, chosen, key="tally-places")


def _named(
    session: Session, counting: Counting, more: Sequence[ft.Control]
) -> list[ft.Control]:
    """Return the line that is counted now."""
    entry, language = counting.active, session.language
    if entry is None:
        return [note(session.words("ui.tally.all_done"), key="tally-all-done")]
    lines = ft.Column(
        spacing=0 if session.is_short else GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Text(
                item_name(entry, language),
                key=f"now-{spot_key(entry)}",
                size=LARGE,
                **BOLD,
            ),
            ft.Text(about_line(counting.page, entry, language), size=BODY),
            *more,
        ],
    )
    return [lines if session.is_short else card(lines, padding=12)]


def _about(session: Session, counting: Counting) -> list[ft.Control]:
    """Return what was found of the line before, and what is to be decided of it."""
    entry = counting.active
    if entry is None:
        return []
    lines: list[ft.Control] = []
    if counting.is_stranger:
        lines.append(alarm_note(session.words("ui.tally.stranger"), key="stranger"))
    if counting.is_again:
        words = session.words("ui.tally.again_now")
        lines.append(ft.Text(words, key="tally-again-now", size=BODY, **BOLD))
    elif entry.lines:
        lines += _counted(session, counting, entry)
    if entry.is_controlled:
        lines += _controlled(session, counting, entry)
    return lines


def _counted(session: Session, counting: Counting, entry: Entry) -> list[ft.Control]:
    """Return who counted it; two that differ stand side by side, one tap chooses."""
    said = said_by(counting.page, entry, session.clock.now_ms(), session.language)
    recount = quiet_button(
        session.words("ui.tally.again"),
        counting.count_again,
        key="tally-again",
        icon=ft.Icons.REPLAY,
    )
    if entry.standing is not Standing.CONFLICT:
        words = session.words("ui.tally.already", said=", ".join(said))
        again = [] if entry.is_controlled else [ft.Row(controls=[recount])]
        return [alarm_note(words, key="tally-already"), *again]
    pieces = [each.pieces for each in entry.lines]
    words = session.words("ui.tally.differ", count=max(pieces) - min(pieces))
    chosen = [
        quiet_button(
            session.words("ui.tally.choose", said=each),
            partial(counting.choose, line.id),
            key=f"tally-choose-{line.pieces}",
            icon=ft.Icons.CHECK,
        )
        for line, each in zip(entry.lines, said, strict=True)
    ]
    row = wrapped([*chosen, recount])
    return [alarm_note(words, key="tally-conflict"), row]


def _controlled(session: Session, counting: Counting, entry: Entry) -> list[ft.Control]:
    button = quiet_button(
        session.words("ui.tally.with_second"),
        partial(counting.count_whole, entry.spot.item),
        key="tally-whole",
        icon=ft.Icons.LOCK_OUTLINE,
    )
    return [
        note(session.words("ui.tally.controlled_note")),
        ft.Row(controls=[button]),
    ]


def _list(
    session: Session,
    counting: Counting,
    first: Sequence[ft.Control],
) -> ft.Control:
    there, active = counting.there, counting.active
    now, (_, total) = session.clock.now_ms(), counting.progress
    rest: list[ft.Control] = []
    if total > len(there):
        words = session.words("ui.stock.shown", shown=len(there), total=total)
        rest = [note(words)]
    return ft.ListView(
        expand=True,
        spacing=GAP,
        controls=[
            *first,
            *(
                entry_row(
                    counting.page,
                    each,
                    now,
                    session.language,
                    partial(counting.pick, each.spot),
                    chosen=active is not None and each.spot == active.spot,
                )
                for each in there
            ),
            *rest,
        ],
    )


def _foot(
    session: Session,
    page: TallyPage,
    on_report: Callable[[], Any],
    on_add: Callable[[], Any],
) -> ft.Control:
    ways = [
        quiet_button(
            session.words("ui.tally.report"),
            on_report,
            key="tally-report",
            icon=ft.Icons.SUMMARIZE_OUTLINED,
        ),
        quiet_button(
            session.words("ui.tally.add"),
            on_add,
            key="tally-add-lot",
            icon=ft.Icons.ADD,
        ),
        sheet_button(session, page),
    ]
    return OneLine(session, ways, at_end=True, key="tally-ways")
