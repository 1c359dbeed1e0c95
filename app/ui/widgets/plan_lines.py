"""The lines of a care organisation's list in words, and who is asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.exports.resident_sheet import cell_words, head_of
from app.i18n import text
from app.store.queries.resident_match import Candidate, Fit, Plan
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.buttons import link_button
from app.ui.widgets.fields import choice_button
from app.ui.widgets.likeness_words import likeness_words
from app.ui.widgets.list_preview import SomeLines
from app.ui.widgets.panels import note, section_card
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.care.item_list import Wrong
    from app.care.resident_table import Listed, ResidentTable
    from app.ui.state import Session

Lines = tuple[tuple[str, str], ...]

_SHOWN: Final = 20
_WHERE: Final = ("birth_date", "street", "house_number", "postcode", "town")


def wrong_lines(table: ResidentTable, language: str) -> list[ft.Control]:
    """Return what does not fit: lines that stay out, or why none of it can be read."""
    if not table.wrong:
        return []
    lines = tuple((wrong_words(each, language), "") for each in table.wrong)
    name = "unreadable" if table.is_unreadable else "wrong"
    left = len({each.line for each in table.wrong})
    title = text(f"ui.bring.part.{name}", language, count=left)
    return [SomeLines(title, name, lines, language, key="part-wrong")]


def wrong_words(wrong: Wrong, language: str) -> str:
    """Return what is wrong, with its line and the name of its column."""
    said = text(f"item.wrong.{wrong.why}", language, given=wrong.given)
    if not wrong.line:
        return said
    column = head_of(wrong.column, language)
    return text("ui.list.at", language, line=wrong.line, column=column, said=said)


def lines_of(found: Sequence[Plan], language: str) -> dict[str, Lines]:
    """Return who is new, who changes and in what, what is kept, and who stays off."""

    def of(fit: Fit) -> list[Plan]:
        return [each for each in found if each.fit is fit]

    return {
        "changed": tuple(
            (who_words(each.listed, language), _changes(each, language))
            for each in of(Fit.CHANGED)
        ),
        "kept": tuple(
            (who_words(each.listed, language), _kept(each, language))
            for each in found
            if each.update is not None and each.update.kept
        ),
        "struck_off": tuple(
            (who_words(each.listed, language), "") for each in of(Fit.STRUCK_OFF)
        ),
        "new": tuple(
            (who_words(each.listed, language), _needs(each, language))
            for each in of(Fit.NEW)
        ),
    }


def who_words(listed: Listed, language: str) -> str:
    """Return who is on a line: the name, the number, and else where."""
    name = listed.text("name") or where_words(listed.said)
    line = text("ui.bring.line", language, line=listed.line)
    return " · ".join(each for each in (name, listed.reference, line) if each)


def where_words(said: Mapping[str, str]) -> str:
    """Return the date of birth and the address, as far as they are known."""
    home = f"{said.get('street', '')} {said.get('house_number', '')}".strip()
    found = (said.get("birth_date"), home, said.get("postcode"), said.get("town"))
    return " · ".join(each for each in found if each)


def _changes(plan: Plan, language: str) -> str:
    changes = plan.update.changes if plan.update else ()
    return "\n".join(
        text(
            "ui.list.field_change",
            language,
            field=head_of(each.column, language),
            before=cell_words(each.column, each.before, language) or "–",
            after=cell_words(each.column, each.after, language) or "–",
        )
        for each in changes
    )


def _kept(plan: Plan, language: str) -> str:
    kept = plan.update.kept if plan.update else ()
    return "\n".join(
        f"{head_of(column, language)}: {text(f'ui.bring.kept.{why.value}', language)}"
        for column, why in kept
    )


def _needs(plan: Plan, language: str) -> str:
    changes = plan.update.changes if plan.update else ()
    needs = (
        f"{head_of(each.column, language)}: "
        f"{cell_words(each.column, each.after, language).replace('|', ', ')}"
        for each in changes
        if each.column not in plan.listed.said
    )
    where = where_words(plan.listed.said) if plan.listed.text("name") else ""
    return "\n".join(each for each in (where, " · ".join(needs)) if each)


@ft.component
def Asked(
    session: Session,
    found: tuple[Plan, ...],
    answers: Mapping[int, bytes | None],
    answer: Callable[[int, bytes | None], Any],
    key: str = "",
) -> ft.Control:
    """Draw who may be kept already: the line, who it may be and why, one tap each."""
    many, show = ft.use_state(_SHOWN)
    asked = [each for each in found if each.fit is Fit.ASKED]
    if not asked:
        return ft.Container()
    more = (
        [
            link_button(
                session.words("ui.bring.more", count=len(asked) - many),
                lambda: show(many + _SHOWN),
                key="more-asked",
            )
        ]
        if len(asked) > many
        else []
    )
    return section_card(
        session.words("ui.bring.part.asked", count=len(asked)),
        [
            note(session.words("ui.bring.asked_note")),
            *(_question(session, each, answers, answer) for each in asked[:many]),
            *more,
        ],
        key="card-asked",
    )


def _question(
    session: Session,
    plan: Plan,
    answers: Mapping[int, bytes | None],
    answer: Callable[[int, bytes | None], Any],
) -> ft.Control:
    line = plan.listed.line
    is_answered = line in answers
    offered = [
        (each.known.stream, session.words("ui.bring.same", who=_candidate(each)))
        for each in plan.candidates
    ]
    whys = [
        f"{_candidate(each)}: {likeness_words(each.likeness, session.language)}"
        for each in plan.candidates
    ]
    ways: list[tuple[bytes | None, str]] = [
        *offered,
        (None, session.words("ui.bring.other")),
    ]
    return ft.Column(
        key=f"asked-{line}",
        spacing=GAP,
        controls=[
            ft.Text(who_words(plan.listed, session.language), size=BODY, **BOLD),
            note(where_words(plan.listed.said)),
            *(note(each) for each in whys),
            wrapped(
                [
                    choice_button(
                        words,
                        chosen=is_answered and answers[line] == whom,
                        on_click=partial(answer, line, whom),
                        key=f"answer-{line}-{place}",
                    )
                    for place, (whom, words) in enumerate(ways)
                ]
            ),
        ],
    )


def _candidate(candidate: Candidate) -> str:
    known = candidate.known
    said = {
        "birth_date": known.birth_date,
        "street": known.street,
        "house_number": known.house_number,
        "postcode": known.postcode,
    }
    return " · ".join(each for each in (known.name, where_words(said)) if each)
