"""Zorgniveaus in the region: what each level changes, and a new version of it.

What is set is published whole as a signed pack, and holds at every post.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.guided import MOST_TOOLS
from app.care.level_pack import (
    ASKABLE,
    CARE,
    MOST_WORDS,
    LevelRules,
    Rules,
    level_document,
)
from app.care.post import MOST_MINUTES, RetriageSet, suggested
from app.care.scarcity import OPEN_CLASSES
from app.care.terms import CareLevel
from app.care.triage import Tool
from app.i18n import field_words
from app.store.queries.level import STREAMS, levels, published_rules
from app.ui.hooks import use_attempt, use_now, use_query
from app.ui.hub_hooks import posts_of_region
from app.ui.screens.hub_level_set import SetLevelOfPosts
from app.ui.theme import BODY, GAP, SPACE
from app.ui.widgets.buttons import icon_button, primary_button
from app.ui.widgets.edition_card import edition_words
from app.ui.widgets.fields import (
    choice_button,
    choices,
    field_label,
    stepper,
    text_field,
)
from app.ui.widgets.guide_words import tool_words
from app.ui.widgets.level_words import level_name
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    error_note,
    note,
    page_title,
    section_card,
    waiting_state,
)
from app.ui.widgets.sheet import use_primary
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.care.pack import Edition
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session
    from sync.database import Database

_MINUTE_MS: Final = 60_000
_MINUTES: Final = ("t1_min", "t2_min", "t3_min", "t4_min")
_STEPPER: Final = 300
Found = tuple[LevelRules, "Edition | None", tuple[tuple[str, CareLevel], ...]]


@ft.component
def HubLevelsRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw at which level each post is, and what each level changes."""
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS

    def ask(db: Database) -> Found:
        rules, edition = published_rules(db)
        at = levels(db)
        named = tuple(
            (each.name, at.get(each.post_id, CareLevel.BASIS))
            for each in posts_of_region(db, now)
        )
        return rules, edition, named

    found = use_query(session, ask, [now], [*STREAMS, "post"])
    if found is None:
        return waiting_state(session.words("ui.loading"))
    rules, edition, named = found
    version = 0 if edition is None else edition.version
    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(session),
                _posts(session, named),
                SetLevelOfPosts(session, program, rules, key="set-level"),
                note(
                    session.words("ui.level.no_pack")
                    if edition is None
                    else edition_words(edition, session.language),
                    key="edition",
                ),
                LevelsForm(session, program, rules, key=f"rules-{version}"),
            ],
        ),
    )


def _head(session: Session) -> ft.Control:
    back = icon_button(
        ft.Icons.ARROW_BACK,
        session.words("ui.back"),
        lambda: session.go("posts"),
        key="back",
    )
    title = page_title(session.words("ui.hub.levels.title"))
    return ft.Row(controls=[back, ft.Container(expand=True, content=title)])


def _posts(session: Session, named: Sequence[tuple[str, CareLevel]]) -> ft.Control:
    lines = [
        ft.Text(f"{name}: {level_name(level, session.language)}", size=BODY)
        for name, level in named
    ]
    empty = note(session.words("ui.hub.posts.none"))
    return section_card(session.words("ui.hub.levels.posts"), lines or [empty])


@ft.component
def LevelsForm(
    session: Session, program: HubProgram, held: LevelRules, key: str = ""
) -> ft.Control:
    """Draw the rules of one level at a time, and publish those of all."""
    picked, pick = ft.use_state(CareLevel.CRISIS.value)
    changed, change = ft.use_state(cast("dict[CareLevel, Rules]", {}))
    attempt = use_attempt(session)
    rules: Mapping[CareLevel, Rules] = {**held, **changed}
    level = CareLevel(picked)

    def put(**parts: Any) -> None:
        change(lambda old: {**old, level: replace({**held, **old}[level], **parts)})

    async def publish(_event: object = None) -> None:
        voice, actor = program.voice(), session.actor
        if voice is None:
            return
        document = level_document(rules)
        await attempt.run(
            lambda: voice.publish(actor, CARE, document, ""),
            lambda _: notify(session, session.words("ui.hub.levels.published")),
        )

    is_other = any(rules[each] != held[each] for each in CareLevel)
    use_primary(session, publish if is_other else None)
    named = [(each.value, level_name(each, session.language)) for each in CareLevel]
    return section_card(
        session.words("ui.level.changes"),
        [
            choices(named, picked, pick, key="rules"),
            *_of_level(session, rules[level], put),
            error_note(attempt.problem),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.hub.levels.publish"),
                        publish,
                        key="publish-levels",
                        icon=ft.Icons.CAMPAIGN,
                        disabled=attempt.busy or not is_other,
                    )
                ],
            ),
        ],
    )


def _of_level(
    session: Session, rules: Rules, put: Callable[..., None]
) -> list[ft.Control]:
    language = session.language

    def turned(some: Sequence[Any], each: Any) -> tuple[Any, ...]:
        return tuple(e for e in some if e != each) if each in some else (*some, each)

    def in_order(some: Sequence[Any], order: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(each for each in order if each in some)

    asked = [
        choice_button(
            field_words(each, language),
            chosen=each in rules.required,
            on_click=partial(
                _put,
                put,
                "required",
                in_order(turned(rules.required, each), ASKABLE),
            ),
            key=f"ask-{each}",
        )
        for each in ASKABLE
    ]
    tools = [
        choice_button(
            tool_words(each, language),
            chosen=each in rules.tools,
            on_click=partial(
                _put, put, "tools", turned(rules.tools, each)[:MOST_TOOLS]
            ),
            key=f"tool-{each.value}",
        )
        for each in Tool
    ]
    classes = [
        choice_button(
            session.words(f"term.DownscalingClass.{each.value}"),
            chosen=each in rules.classes,
            on_click=partial(
                _put,
                put,
                "classes",
                in_order(turned(rules.classes, each), OPEN_CLASSES),
            ),
            key=f"class-{each.value}",
        )
        for each in OPEN_CLASSES
    ]
    return [
        field_label(session.words("ui.hub.levels.asks")),
        wrapped(asked),
        *_minutes(session, rules.retriage, put),
        field_label(session.words("ui.hub.levels.tools")),
        wrapped(tools),
        field_label(session.words("ui.hub.levels.classes")),
        wrapped(classes),
        *(
            text_field(
                session.words(f"ui.hub.levels.{name}"),
                getattr(rules, name),
                partial(_put, put, name),
                key=name,
                max_length=MOST_WORDS,
            )
            for name in ("words_nl", "words_en")
        ),
    ]


def _put(put: Callable[..., None], name: str, value: Any) -> None:
    put(**{name: value})


def _minutes(
    session: Session, minutes: RetriageSet | None, put: Callable[..., None]
) -> list[ft.Control]:
    """Return whether the level has minutes of its own, and which."""
    own = minutes is not None
    held = minutes or suggested()
    toggle = choice_button(
        session.words("ui.hub.levels.own_minutes"),
        chosen=own,
        on_click=partial(_put, put, "retriage", None if own else held),
        key="own-minutes",
    )
    steps = [
        ft.Container(
            width=_STEPPER,
            content=stepper(
                session.words(f"field.RetriageSet.{name}"),
                getattr(held, name),
                partial(_step, put, held, name),
                key=name,
                language=session.language,
                limits=(1, MOST_MINUTES),
            ),
        )
        for name in _MINUTES
        if own
    ]
    label = field_label(session.words("ui.hub.levels.minutes"))
    wide = ft.Row(wrap=True, spacing=GAP, run_spacing=GAP, controls=list(steps))
    return [label, ft.Row(controls=[toggle]), *([wide] if steps else [])]


def _step(put: Callable[..., None], held: RetriageSet, name: str, minutes: int) -> None:
    put(retriage=replace(held, **{name: minutes}))
