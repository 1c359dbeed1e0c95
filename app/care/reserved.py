"""Reserved acts (Wet BIG, art. 35-39): which there are, and who may do which.

Which profession may do what is a pack of the region: data that it edits and publishes.
Until it does, the example that ships is shown, and said to be one; no source was read
for it, so a person who knows the law looks at it before anybody relies on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from app.care.qualification import Profession
from app.care.refusal import Refusal

POWERS: Final = "powers"
"""The name of the pack."""

FORMAT: Final = 1
WARN_DAYS: Final = 14
"""So many days before a grant ends there is still time to ask for another."""
MOST_DELEGATION_H: Final = 24 * 90
MOST_WARN_DAYS: Final = 365
_MOST_NEEDS: Final = 500
_MOST_WORD: Final = 80


class Act(StrEnum):
    """An act that the law reserves (art. 36)."""

    INJECTION = "injection"
    PUNCTURE = "puncture"
    CATHETER = "catheter"
    ENDOSCOPY = "endoscopy"
    SURGERY = "surgery"
    OBSTETRICS = "obstetrics"
    ANAESTHESIA = "anaesthesia"
    CARDIOVERSION = "cardioversion"
    DEFIBRILLATION = "defibrillation"
    PRESCRIBING = "prescribing"
    RADIATION = "radiation"
    SHOCK_THERAPY = "shock_therapy"
    LITHOTRIPSY = "lithotripsy"
    FERTILISATION = "fertilisation"


class Cell(StrEnum):
    """What a profession may: not, on another's order, or on its own judgement."""

    NONE = "none"
    ORDERED = "ordered"
    OWN = "own"


Table = Mapping[Profession, Mapping[Act, Cell]]

NEEDS: Final[Mapping[str, Act]] = {
    "medicine.given/route/iv": Act.INJECTION,
    "medicine.given/route/io": Act.INJECTION,
    "medicine.given/route/im": Act.INJECTION,
    "medicine.given/route/sc": Act.INJECTION,
    "treatment.given/intervention/auto_injector": Act.INJECTION,
    "treatment.given/intervention/iv_access": Act.PUNCTURE,
    "treatment.given/intervention/io_access": Act.PUNCTURE,
    "treatment.given/intervention/needle_decompression": Act.PUNCTURE,
}
"""What is written down as done needs which act: kind, field and choice."""


def _cells(own: str = "", ordered: str = "") -> Mapping[Act, Cell]:
    found = {Act(each): Cell.OWN for each in own.split()}
    return found | {Act(each): Cell.ORDERED for each in ordered.split()}


_HANDS: Final = "injection puncture catheter"

EXAMPLE: Final[Table] = {
    Profession.DOCTOR: dict.fromkeys(Act, Cell.OWN),
    Profession.NURSE_SPECIALIST: _cells(
        f"{_HANDS} endoscopy surgery cardioversion defibrillation prescribing"
    ),
    Profession.PHYSICIAN_ASSISTANT: _cells(
        f"{_HANDS} endoscopy surgery cardioversion defibrillation prescribing"
    ),
    Profession.MIDWIFE: _cells(f"{_HANDS} obstetrics surgery prescribing"),
    Profession.DENTIST: _cells("injection surgery anaesthesia prescribing radiation"),
    Profession.CLINICAL_TECHNOLOGIST: _cells(
        f"{_HANDS} endoscopy cardioversion defibrillation radiation"
    ),
    Profession.NURSE: _cells(ordered=f"{_HANDS} defibrillation"),
    Profession.CARER: _cells(ordered="injection catheter"),
    Profession.MEDIC: _cells(ordered="injection puncture"),
}
"""The example that ships. What is not here may not."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may do which reserved act. `is_example`: no region has said so yet.

    `most_delegation_h` is for how long a lead may delegate; None: no number was set.
    From `warn_days` before a grant ends the screen says so.
    """

    table: Table = field(default_factory=lambda: EXAMPLE)
    needs: Mapping[str, Act] = field(default_factory=lambda: NEEDS)
    most_delegation_h: int | None = None
    warn_days: int = WARN_DAYS
    is_example: bool = True

    def cell(self, profession: Profession | None, act: Act) -> Cell:
        """Return what a profession may do of an act."""
        if profession is None:
            return Cell.NONE
        return self.table.get(profession, {}).get(act, Cell.NONE)

    def acts_of(self, profession: Profession) -> tuple[Act, ...]:
        """Return the acts a profession may do in any way, in their order."""
        return tuple(
            each for each in Act if self.cell(profession, each) is not Cell.NONE
        )

    def act_of(self, kind: str, fact: Any) -> Act | None:
        """Return the reserved act that a fact says was done, or None."""
        start = f"{kind}/"
        for need, act in self.needs.items():
            if need.startswith(start):
                _, name, value = need.split("/", 2)
                if str(getattr(fact, name, None)) == value:
                    return act
        return None


def document_of(rules: Rules) -> dict[str, Any]:
    """Return rules as the document of a pack."""
    return {
        "format": FORMAT,
        "table": {
            profession.value: {
                act.value: cell.value for act, cell in sorted(row.items())
            }
            for profession, row in rules.table.items()
        },
        "needs": {need: act.value for need, act in rules.needs.items()},
        "most_delegation_h": rules.most_delegation_h,
        "warn_days": rules.warn_days,
    }


def rules_of(document: Mapping[str, Any]) -> Rules:
    """Return the rules a document says. Raises Refusal when it is no such document."""
    try:
        if document["format"] != FORMAT or len(document["needs"]) > _MOST_NEEDS:
            raise Refusal("pack_unreadable")
        table = {
            Profession(profession): {Act(act): Cell(cell) for act, cell in row.items()}
            for profession, row in document["table"].items()
        }
        needs = {_need(need): Act(act) for need, act in document["needs"].items()}
        return Rules(
            table,
            needs,
            _number(document["most_delegation_h"], MOST_DELEGATION_H),
            _number(document["warn_days"], MOST_WARN_DAYS) or WARN_DAYS,
            is_example=False,
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Refusal("pack_unreadable") from None


def _need(need: str) -> str:
    if len(need) > _MOST_WORD or need.count("/") != 2:
        raise ValueError(need)
    return need


def _number(given: Any, most: int) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= most:
        raise ValueError(given)
    return given
