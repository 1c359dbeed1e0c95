"""What is half typed in a form: it survives a crash, and a refusal stands by its field.

Letters are kept without drawing the form again, so none is lost under fast typing; a
draft of them is in the file within a second.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import flet as ft

from app.care.refusal import Refusal
from app.commands import drop_draft, save_draft
from app.store.queries.draft import draft
from app.ui.into_view import bring_into_view
from app.ui.words import refused, trouble
from sync.errors import SyncError

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session

T = TypeVar("T")

_KEEP_AFTER_S: Final = 0.5

_FIELD_OF_REFUSAL: Final = {
    "bsn_fails": "bsn",
    "not_a_date": "birth_date",
    "not_a_birth_date": "birth_date",
    "ordered_by_missing": "authority",
    "declared_by_missing": "authority",
    "detail_missing": "detail",
    "substance_missing": "substance",
    "unit_missing": "unit",
    "given_by_missing": "given_by",
    "despite_missing": "despite",
    "second_person_missing": "second",
    "second_person_same": "second",
    "second_person_may_not": "second",
    "may_not_declare": "authority",
    "in_the_future": "at",
    "override_reason_missing": "reason",
    "why_missing": "why",
    "because_missing": "because",
    "how_missing": "how",
    "reference_missing": "reference",
    "receiver_missing": "receiver",
    "asker_missing": "asker",
    "disease_missing": "disease",
    "holder_missing": "holder",
    "question_missing": "question",
    "nobody_to_call": "call_back",
    "helper_missing": "helped_by",
    "source_missing": "source",
    "nobody_sought": "name",
    "expired_needs_reason": "reason",
    "skipping_needs_reason": "reason",
    "share_missing": "share_percent",
    "card_number_wrong": "number",
    "card_number_not_paper": "number",
    "card_of_other_mode": "number",
    "card_number_used": "number",
}
_FIELD_ON_SCREEN: Final = {
    "observed_ms": "at",
    "ordered_by": "authority",
    "declared_by": "authority",
}


def field_of_refusal(refusal: Refusal) -> str:
    """Return the field a refusal is about; empty when it is about the whole form."""
    named = str(refusal.values.get("field", ""))
    return _FIELD_ON_SCREEN.get(named, named) or _FIELD_OF_REFUSAL.get(refusal.key, "")


class Typed(ft.Observable):
    """A form as it stands: texts and choices by field name, and what is wrong.

    `drawn` grows whenever there is something to draw.
    """

    def __init__(
        self, session: Session, form: str, known: Mapping[str, str] | None = None
    ) -> None:
        self._session = session
        self._form = form
        self._known = dict(known or {})
        self._values: dict[str, str] = {}
        self._errors: dict[str, str] = {}
        self._refusal: str | None = None
        self._busy = False
        self._touched = False
        self.refusals: int = 0
        self._task: asyncio.Task[None] | None = None
        self.drawn: int = 0

    @property
    def values(self) -> Mapping[str, str]:
        """What stands in the fields."""
        return self._values

    @property
    def errors(self) -> Mapping[str, str]:
        """Why a field cannot be recorded, in words."""
        return self._errors

    @property
    def refusal(self) -> str | None:
        """Why nothing was recorded, in words."""
        return self._refusal

    def text(self, name: str) -> str:
        """Return what stands in a field."""
        return self._values.get(name, self._known.get(name, ""))

    def changed(self) -> dict[str, str]:
        """Return what stands there now that was not known before."""
        return {
            name: value
            for name, value in self._values.items()
            if value.strip() != self._known.get(name, "")
        }

    def write(self, name: str, value: str) -> None:
        """Keep a letter that was typed; the form is not drawn again for it."""
        self._values[name] = value
        self._keep_later()
        if name in self._errors:
            del self._errors[name]
            self._refusal = None
            self.drawn += 1

    def pick(self, name: str, value: str) -> None:
        """Keep a choice that was made, and draw it."""
        self.write(name, value)
        self.drawn += 1

    def fill(self, values: Mapping[str, str]) -> None:
        """Start over with these values, as after saving."""
        self._stop()
        self._values = dict(values)
        self._errors, self._refusal = {}, None
        self._touched = False
        self.drawn += 1

    def refuse(self, *whys: Refusal, look: bool = True) -> None:
        """Show beside each field why it cannot be recorded.

        Without `look` the field is not brought into view: nobody asked to save.
        """
        language = self._session.language
        self._errors = {field_of_refusal(why): refused(why, language) for why in whys}
        self._refusal = refused(whys[0], language)
        self.refusals += look
        self.drawn += 1

    def clear_error(self, name: str) -> None:
        """Forget what was wrong with a field."""
        if self._errors.pop(name, None) is not None:
            self._refusal = None
            self.drawn += 1

    async def record(
        self, command: Callable[[Desk], T], done: Callable[[T], object] | None = None
    ) -> bool:
        """Record what was typed; the draft goes with it. False: refused, form kept."""
        if self._busy:
            return False
        self._stop()
        self._busy = True
        try:
            result = await self._session.open_file.write(self._with_draft(command))
        except Refusal as why:
            self.refuse(why)
        except SyncError as why:
            self._refusal = trouble(why, self._session.language)
        else:
            self._errors, self._refusal = {}, None
            if done is not None:
                done(result)
            return True
        finally:
            self._busy = False
        self._keep_later()
        self.drawn += 1
        return False

    def _with_draft(self, command: Callable[[Desk], T]) -> Callable[[Desk], T]:
        actor, form = self._session.actor, self._form

        def whole(desk: Desk) -> T:
            result = command(desk)
            drop_draft(desk, actor, form)
            return result

        return whole

    async def restore(self) -> None:
        """Bring back what this person had typed when the screen went away."""
        actor, form = self._session.actor, self._form
        kept = await self._session.open_file.read(lambda db: draft(db, actor, form))
        if kept and not self._touched:
            self._values.update(_read(kept))
            self.drawn += 1

    def _keep_later(self) -> None:
        self._touched = True
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._keep())

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _keep(self) -> None:
        await asyncio.sleep(_KEEP_AFTER_S)
        self._task = None
        session, form = self._session, self._form
        if session.file is None or session.person is None:
            return
        actor, filled = session.actor, {n: v for n, v in self._values.items() if v}
        body = json.dumps(filled, ensure_ascii=False)
        try:
            await session.file.write(lambda desk: save_draft(desk, actor, form, body))
        except Refusal as why:
            self.refuse(why, look=False)
        except SyncError as why:
            self._refusal = trouble(why, session.language)
            self.drawn += 1


def use_typed(
    session: Session, form: str, known: Mapping[str, str] | None = None
) -> Typed:
    """Return what is typed in a form of this person, with its draft restored.

    `known` is what the fields show before anything is typed.
    """
    made = cast("Any", lambda: Typed(session, form, known))
    typed: Typed = ft.use_state(made)[0]
    ft.use_effect(typed.restore, [form])

    async def look() -> None:
        if typed.errors:
            await bring_into_view(ft.context.page, typed.errors.values())

    ft.use_effect(look, [typed.refusals])
    return typed


def _read(kept: str) -> dict[str, str]:
    try:
        found = json.loads(kept)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): str(value) for name, value in found.items()}
