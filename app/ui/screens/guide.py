"""Triage stap voor stap: one question at a time, and a result with its path."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.findings import FINDINGS, Value
from app.care.guided import for_age, offered, read, to_ask, written
from app.care.terms import AgeBand
from app.care.treatment import Intervention
from app.care.triage import Assessment, Tool, assess
from app.store.queries.level import STREAMS as LEVEL
from app.store.queries.post import triage_tools
from app.ui.hooks import use_query
from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP, LARGE, SMALL, SPACE, line_width
from app.ui.typed import Typed
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.fields import choice_button, choices, field_label
from app.ui.widgets.guide_question import question
from app.ui.widgets.guide_words import (
    change_lines,
    path_lines,
    result_words,
    tool_words,
)
from app.ui.widgets.panels import alarm_note, card, error_note, note, section_title
from app.ui.widgets.triage_picker import category_badge

LIFESAVING: Final = (
    Intervention.TOURNIQUET,
    Intervention.PRESSURE_DRESSING,
    Intervention.AIRWAY_OPENED,
    Intervention.RECOVERY_POSITION,
    Intervention.CHEST_SEAL,
)
"""What is done before the questions, in fixed places."""


@dataclass(frozen=True, slots=True)
class Way:
    """What a guide works with: the form it fills, what is known, where it leads.

    `treat` notes a life-saving intervention; `done` are those noted so far.
    """

    typed: Typed
    years: int | None
    band: AgeBand
    treat: Callable[[Intervention], Any]
    done: Sequence[Intervention]
    on_use: Callable[[], Any]
    on_close: Callable[[], Any]

    @property
    def age(self) -> Mapping[str, Value]:
        """The age, as far as it is known."""
        if self.years is not None:
            return {"age": self.years}
        return {} if self.band is AgeBand.UNKNOWN else {"age": self.band.value}


@ft.component
def Guide(
    session: Session, way: Way, refusal: str | None = None, key: str = ""
) -> ft.Control:
    """Draw the tool where it stands: a question, or what came of it."""
    shown = use_query(session, triage_tools, [], ["post", *LEVEL]) or ()
    if not shown:
        return ft.Container()
    tools = _for(shown, way)
    tool = _followed(way, tools[0])
    # An age that became known since the first answer counts, and stays in front.
    findings = {**way.age, **read(way.typed.text("inputs")), **way.age}
    found = assess(tool, findings)
    skipped = _skipped(way.typed)
    ask = to_ask(found, findings, skipped)

    def keep(now: Mapping[str, Value], without: frozenset[str] = skipped) -> None:
        way.typed.write("tool", tool.value)
        way.typed.write("skipped", json.dumps(sorted(without)))
        way.typed.pick("inputs", written(now))

    def use() -> None:
        keep(findings)
        way.on_use()

    def answer(value: Value) -> None:
        keep({**findings, str(ask): value})

    def back() -> None:
        if skipped:
            keep(findings, frozenset())
        elif answered := list(read(way.typed.text("inputs"))):
            keep({n: v for n, v in findings.items() if n != answered[-1]})

    body = (
        [question(session, ask, answer), *_path(session, found, findings)]
        if ask
        else _result(session, tool, found, findings)
    )
    return _frame(
        session,
        way,
        [
            error_note(refusal),
            _lifesaving(session, way),
            _tools(
                session, [*dict.fromkeys([*tools, tool])], tool, partial(_switch, way)
            ),
            *body,
        ],
        _foot(session, use, ask, back, partial(_skip, keep, findings, skipped, ask)),
    )


def _for(shown: Sequence[Tool], way: Way) -> list[Tool]:
    return list(dict.fromkeys(_of_age(each, way) for each in shown))


def _switch(way: Way, name: str) -> None:
    way.typed.write("tool", name)
    way.typed.pick("skipped", "")


def _followed(way: Way, first: Tool) -> Tool:
    held = way.typed.text("tool")
    return _of_age(Tool(held), way) if held in list(Tool) else first


def _of_age(tool: Tool, way: Way) -> Tool:
    return for_age(tool, way.years, way.band)


def _skipped(typed: Typed) -> frozenset[str]:
    try:
        found = json.loads(typed.text("skipped") or "[]")
    except ValueError:
        return frozenset()
    known = found if isinstance(found, list) else []
    return frozenset(each for each in known if each in FINDINGS)


def _skip(
    keep: Callable[..., None],
    findings: Mapping[str, Value],
    skipped: frozenset[str],
    ask: str | None,
) -> None:
    keep(findings, skipped | {str(ask)})


def _frame(
    session: Session, way: Way, controls: Sequence[ft.Control], foot: ft.Control
) -> ft.Control:
    return ft.Column(
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=SPACE, right=8, top=8),
                content=ft.Row(
                    controls=[
                        ft.Container(
                            expand=True,
                            content=section_title(session.words("ui.guide.title")),
                        ),
                        icon_button(
                            ft.Icons.CLOSE,
                            session.words("ui.casualty.close"),
                            way.on_close,
                            key="close-guide",
                        ),
                    ]
                ),
            ),
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    ft.Container(
                        padding=SPACE,
                        content=ft.Column(
                            spacing=SPACE,
                            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                            controls=list(controls),
                        ),
                    )
                ],
            ),
            foot,
        ],
    )


def _lifesaving(session: Session, way: Way) -> ft.Control:
    """Return what is done first, in one row that scrolls where there is no room."""
    return ft.Column(
        spacing=GAP,
        controls=[
            field_label(session.words("ui.guide.lifesaving")),
            ft.Row(
                scroll=ft.ScrollMode.AUTO,
                spacing=GAP,
                controls=[
                    choice_button(
                        session.words(f"term.Intervention.{each.value}"),
                        chosen=each in way.done,
                        on_click=partial(way.treat, each),
                        key=f"lsi-{each.value}",
                    )
                    for each in LIFESAVING
                ],
            ),
        ],
    )


def _tools(
    session: Session,
    tools: Sequence[Tool],
    tool: Tool,
    on_pick: Callable[[str], Any],
) -> ft.Control:
    return choices(
        [(each.value, tool_words(each, session.language)) for each in tools],
        tool.value,
        on_pick,
        key="tool",
    )


def _path(
    session: Session, found: Assessment, findings: Mapping[str, Value]
) -> list[ft.Control]:
    return [
        ft.Row(
            spacing=GAP,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Icon(
                    ft.Icons.SUBDIRECTORY_ARROW_RIGHT,
                    size=18,
                    color=ft.Colors.ON_SURFACE_VARIANT,
                ),
                ft.Text(line, size=BODY, expand=True),
            ],
        )
        for line in path_lines(found, findings, session.language)
    ]


def _result(
    session: Session,
    tool: Tool,
    found: Assessment,
    findings: Mapping[str, Value],
) -> list[ft.Control]:
    return [
        *_verdict(session, tool, found),
        card(
            ft.Column(
                spacing=GAP,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    field_label(session.words("ui.guide.path")),
                    *_path(session, found, findings),
                    *(note(line) for line in change_lines(found, session.language)),
                ],
            )
        ),
    ]


def _verdict(session: Session, tool: Tool, found: Assessment) -> list[ft.Control]:
    worst = result_words(found.worst_possible, session.language)
    if found.category is None:
        words = session.words("ui.guide.open", category=worst)
        return [alarm_note(words, key="guide-open")]
    given = result_words(found.category, session.language)
    category = offered(found)
    head = ft.Row(
        spacing=SPACE,
        controls=[
            category_badge(category, session.language, size=64),
            ft.Column(
                expand=True,
                spacing=0,
                controls=[
                    ft.Text(given, key="guide-result", size=LARGE, **BOLD),
                    ft.Text(tool_words(tool, session.language), size=SMALL),
                ],
            ),
        ],
    )
    is_finding = category is not None and category.value != found.category.value
    return [
        head,
        *([note(session.words("ui.guide.to_confirm"))] if is_finding else []),
        *(
            []
            if found.complete
            else [
                alarm_note(
                    session.words("ui.guide.incomplete", category=worst),
                    key="guide-incomplete",
                )
            ]
        ),
    ]


def _foot(
    session: Session,
    on_use: Callable[[], Any],
    ask: str | None,
    on_back: Callable[[], Any],
    on_skip: Callable[[], Any],
) -> ft.Control:
    """Return the foot that stays: back on the left; on the right what ends a step."""
    onward = (
        quiet_button(session.words("ui.guide.cannot"), on_skip, key="answer-skip")
        if ask
        else primary_button(
            session.words("ui.guide.use_result"),
            on_use,
            key="use-result",
            icon=ft.Icons.CHECK,
        )
    )
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=12, horizontal=SPACE),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.only(
            top=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Row(
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
            controls=[
                quiet_button(
                    session.words("ui.guide.back"),
                    on_back,
                    key="guide-back",
                    icon=ft.Icons.ARROW_BACK,
                ),
                onward,
            ],
        ),
    )
