"""De lijst of a post: which version counts, what the post changed, spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.item_compare import Changed, Compared, differing
from app.care.item_list import Listed
from app.care.local_item import GtinHere
from app.care.opening import Opened
from app.care.pack import ITEMS
from app.care.staff import may
from app.commands import link_gtin
from app.exports.item_sheet import (
    item_table,
    item_template,
    opening_template,
    read_items_sheet,
    read_opening_sheet,
)
from app.i18n import text
from app.store.queries.item import (
    STREAMS,
    Entry,
    Listing,
    entries,
    gtins_in_doubt,
    listing,
)
from app.store.queries.pack import PackHeld, pack_held
from app.ui.hooks import use_act, use_attempt, use_query
from app.ui.screens.stock_import import BroughtItems, BroughtOpening
from app.ui.sheets import pick_sheet, save_csv, save_xlsx
from app.ui.state import Session
from app.ui.theme import BODY, GAP
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.edition_card import edition_card
from app.ui.widgets.item_words import item_name
from app.ui.widgets.list_preview import ChangesCard, Part
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    error_note,
    note,
    page_title,
    section_card,
    section_title,
    waiting_state,
)
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from sync.database import Database


@dataclass(frozen=True, slots=True)
class Seen:
    """What the screen is about."""

    listed: Listing
    held: PackHeld
    known: Mapping[str, Entry]
    doubts: tuple[GtinHere, ...]


def _asked(db: Database) -> Seen:
    return Seen(listing(db), pack_held(db, ITEMS), entries(db), gtins_in_doubt(db))


@ft.component
def ListPane(
    session: Session,
    on_add: Callable[[], Any],
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the list that counts here, or a spreadsheet that was brought."""
    brought, bring = ft.use_state(cast("Listed | Opened | None", None))
    seen = use_query(session, _asked, [], STREAMS)
    if seen is None:
        return waiting_state("")
    if isinstance(brought, Listed):
        return BroughtItems(
            session, brought, seen.known, lambda: bring(None), key="brought"
        )
    if isinstance(brought, Opened):
        return BroughtOpening(
            session, brought, seen.known, lambda: bring(None), key="opening"
        )
    person = session.person
    may_change = person is not None and may(person.role, "item.added")
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, on_done),
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                spacing=12,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    Doubts(session, seen, may_change, key="doubts"),
                    edition_card(
                        seen.listed,
                        seen.held,
                        session.language,
                        [_exports(session, seen)],
                    ),
                    *_differences(session, seen),
                    *(
                        [Sheets(session, seen, bring, key="sheets")]
                        if may_change
                        else []
                    ),
                ],
            ),
            *([_foot(session, on_add)] if may_change else []),
        ],
    )


def _head(session: Session, on_done: Callable[[], Any]) -> ft.Control:
    return ft.Row(
        spacing=GAP,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.list.back"),
                on_done,
                key="list-back",
            ),
            ft.Container(
                expand=True, content=page_title(session.words("ui.list.title"))
            ),
        ],
    )


def _foot(session: Session, on_add: Callable[[], Any]) -> ft.Control:
    session.offer_primary(on_add)
    return ft.Row(
        alignment=ft.MainAxisAlignment.END,
        controls=[
            primary_button(
                session.words("ui.item.add"),
                on_add,
                key="item-add",
                icon=ft.Icons.ADD,
            )
        ],
    )


def _exports(session: Session, seen: Seen) -> ft.Control:
    """Return the ways to take along what counts here, local items and changes too."""
    language = session.language
    items = [each.item for each in seen.known.values() if not each.withdrawn]
    table = item_table(items, language)
    name = session.words("ui.list.file.list", version=seen.listed.version)
    return _row(
        [
            quiet_button(
                session.words("ui.list.save_xlsx"),
                partial(save_xlsx, table, name),
                key="list-xlsx",
                icon=ft.Icons.DOWNLOAD,
            ),
            quiet_button(
                session.words("ui.list.save_csv"),
                partial(save_csv, table, name, language),
                key="list-csv",
                icon=ft.Icons.DOWNLOAD,
            ),
        ]
    )


def _differences(session: Session, seen: Seen) -> list[ft.Control]:
    """Return what this post added, changed and uses no more, on top of the list."""
    language = session.language
    own = [each for each in seen.known.values() if each.local is not None]
    changed = tuple(
        Changed(each.listed, each.item, differing(each.listed, each.item))
        for each in own
        if each.changed and each.listed is not None
    )
    added = [each for each in own if each.listed is None and not each.withdrawn]
    gone = [each for each in own if each.local and each.local.withdrawn]
    if not (changed or added or gone):
        return [note(session.words("ui.list.no_differences"), key="no-differences")]
    parts = (("own", added), ("unused", gone))
    return [
        section_title(session.words("ui.list.differences")),
        *(
            Part(name, tuple(_said(each, language) for each in found), language)
            for name, found in parts
            if found
        ),
        *(
            [ChangesCard(Compared(changed=changed), language, key="differences")]
            if changed
            else []
        ),
    ]


def _said(each: Entry, language: str) -> tuple[str, str]:
    gone = each.local.withdrawn if each.local else None
    unit = text(f"term.Unit.{each.item.unit.value}", language, count=1)
    under = gone.reason if gone and gone.reason else unit
    return item_name(each.item, each.item.code, language), under


@ft.component
def Doubts(session: Session, seen: Seen, may_change: bool, key: str = "") -> ft.Control:
    """Draw the bar codes that two tablets gave to two items, for a person to choose."""
    act = use_act(session)
    actor, language = session.actor, session.language

    async def choose(gtin: str, code: str) -> None:
        await act.run(
            lambda desk: link_gtin(desk, actor, gtin, code),
            lambda _: notify(session, session.words("ui.item.gtin_linked")),
        )

    def ways(doubt: GtinHere) -> list[ft.Control]:
        return [
            quiet_button(
                item_name(seen.known[code].item, code, language),
                partial(choose, doubt.gtin, code),
                key=f"choose-{doubt.gtin}-{code}",
                disabled=not may_change,
            )
            for code in doubt.codes
            if code in seen.known
        ]

    if not seen.doubts:
        return ft.Container()
    return section_card(
        session.words("ui.list.doubt", count=len(seen.doubts)),
        [
            note(session.words("ui.list.doubt_note")),
            error_note(act.refusal, key="doubt-refusal"),
            *(
                ft.Column(
                    spacing=GAP,
                    controls=[
                        ft.Text(doubt.gtin, size=BODY),
                        _row(ways(doubt)),
                    ],
                )
                for doubt in seen.doubts
            ),
        ],
        key="doubt",
    )


@ft.component
def Sheets(
    session: Session,
    seen: Seen,
    bring: Callable[[Listed | Opened | None], Any],
    key: str = "",
) -> ft.Control:
    """Draw the ways to bring a spreadsheet: items of this post, or opening stock."""
    attempt = use_attempt(session)
    language = session.language
    items = {code: each.item for code, each in seen.known.items()}

    async def pick_items() -> None:
        await attempt.run(
            lambda: pick_sheet(lambda rows: read_items_sheet(rows, items)), bring
        )

    async def pick_opening() -> None:
        await attempt.run(
            lambda: pick_sheet(lambda rows: read_opening_sheet(rows, items)), bring
        )

    def template(name: str, table: Sequence[Sequence[str]]) -> ft.Control:
        return quiet_button(
            session.words("ui.list.template"),
            partial(save_csv, table, session.words(f"ui.list.file.{name}"), language),
            key=f"{name}-file",
            icon=ft.Icons.DESCRIPTION_OUTLINED,
        )

    def pick(name: str, do: Callable[..., Any]) -> ft.Control:
        return quiet_button(
            session.words("ui.list.pick"),
            do,
            key=f"pick-{name}",
            icon=ft.Icons.UPLOAD_FILE,
            disabled=attempt.busy,
        )

    return section_card(
        session.words("ui.list.sheets"),
        [
            error_note(attempt.problem, key="list-refusal"),
            note(session.words("ui.list.sheet_items")),
            _row(
                [
                    template("template", item_template(language)),
                    pick("items", pick_items),
                ]
            ),
            note(session.words("ui.list.sheet_opening")),
            _row(
                [
                    template("opening", opening_template(language)),
                    pick("opening", pick_opening),
                ]
            ),
        ],
    )


def _row(controls: Sequence[ft.Control]) -> ft.Control:
    return wrapped(controls)
