"""The columns of a care organisation's list of residents, and what a cell may hold.

A cell with several values parts them by `|`, `,` or `;`. Hours and days are typed as
in the forms: `3`, `20 u`, `3 d`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from app.care.form import Number, Text, field_of
from app.care.identity import tidy_birth_date
from app.care.item_cells import Bad
from app.care.need import (
    HOURS_A_DAY,
    ActStated,
    CareStated,
    Cognition,
    CognitionStated,
    CriticalMedicine,
    Device,
    Eating,
    Evacuation,
    FoodStated,
    HeatingStated,
    HeatSource,
    MedicineStated,
    Mobility,
    MobilityStated,
    NursingAct,
    OxygenSource,
    OxygenStated,
    PowerStated,
    PowerUse,
    hours_shown,
    hours_typed,
)
from app.care.refusal import Refusal
from app.care.resident import (
    FIELD_OF,
    ResidentDescribed,
    ResidentRegistered,
    tidy_postcode,
)


class How(StrEnum):
    """How a cell is read."""

    WORDS = "words"
    BORN = "born"
    POSTCODE = "postcode"
    ONE = "one"
    MANY = "many"
    HOURS = "hours"
    DAYS = "days"
    COUNT = "count"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the form and the field it fills, how it is read, from which terms."""

    name: str
    form: type
    field: str
    how: How = How.WORDS
    term: type[StrEnum] | None = None

    @property
    def line(self) -> str:
        """The line of a dependency record it belongs to; empty for who and where."""
        return FIELD_OF.get(self.form, "")


_WHO: Final = (
    "name",
    "birth_date",
    "street",
    "house_number",
    "postcode",
    "town",
    "phone",
    "language",
    "contact",
    "contact_phone",
    "key_holder",
    "key_phone",
    "key_place",
    "remark",
)
_READ_SO: Final = {"birth_date": How.BORN, "postcode": How.POSTCODE}

_ALL: Final = (
    Column("reference", ResidentRegistered, "reference"),
    *(
        Column(each, ResidentDescribed, each, _READ_SO.get(each, How.WORDS))
        for each in _WHO
    ),
    Column("power", PowerStated, "use", How.ONE, PowerUse),
    Column("devices", PowerStated, "devices", How.MANY, Device),
    Column("battery", PowerStated, "battery_hours", How.HOURS),
    Column("spare", PowerStated, "spare_hours", How.HOURS),
    Column("oxygen", OxygenStated, "source", How.ONE, OxygenSource),
    Column("cylinder", OxygenStated, "cylinder_hours", How.HOURS),
    Column("medicines", MedicineStated, "kinds", How.MANY, CriticalMedicine),
    Column("medicine_days", MedicineStated, "stock_hours", How.DAYS),
    Column("medicine_cold", MedicineStated, "cold", How.YES_NO),
    Column("medicine_by", MedicineStated, "given_by"),
    Column("eating", FoodStated, "eating", How.ONE, Eating),
    Column("food_days", FoodStated, "stock_hours", How.DAYS),
    Column("heating", HeatingStated, "source", How.ONE, HeatSource),
    Column("heats_without_power", HeatingStated, "works_without_power", How.YES_NO),
    Column("cold_vulnerable", HeatingStated, "cold_vulnerable", How.YES_NO),
    Column("visits", CareStated, "visits_per_day", How.COUNT),
    Column("alone_hours", CareStated, "alone_hours", How.HOURS),
    Column("lives_alone", CareStated, "lives_alone", How.YES_NO),
    Column("carer", CareStated, "carer"),
    Column("carer_phone", CareStated, "carer_phone"),
    Column("carer_reachable", CareStated, "carer_reachable", How.YES_NO),
    Column("acts", ActStated, "acts", How.MANY, NursingAct),
    Column("act_hours", ActStated, "interval_hours", How.HOURS),
    Column("mobility", MobilityStated, "mobility", How.ONE, Mobility),
    Column("stairs", MobilityStated, "stairs", How.YES_NO),
    Column("evacuation", MobilityStated, "evacuation", How.ONE, Evacuation),
    Column("cognition", CognitionStated, "cognition", How.ONE, Cognition),
    Column("deaf", CognitionStated, "deaf", How.YES_NO),
    Column("blind", CognitionStated, "blind", How.YES_NO),
)
COLUMNS: Final[Mapping[str, Column]] = {each.name: each for each in _ALL}
"""The columns of a list, in the order they are written."""

KEY_PLACE: Final = "key_place"
"""The column that only who leads may bring or take along."""

NONE: Final = "none"
"""In a cell for several values: it was asked, and there is none."""

MOST_SHOWN: Final = 60
_PARTED: Final = re.compile(r"[|;,\n]")
_SHOW: Final[Mapping[How, Callable[[Any], str]]] = {
    How.HOURS: hours_shown,
    How.DAYS: lambda value: hours_shown(value, HOURS_A_DAY),
    How.YES_NO: lambda value: "yes" if value else "no",
    How.MANY: lambda value: "|".join(each.value for each in value) or NONE,
}


def read_cell(column: Column, cell: str, words: Mapping[str, str], today: str) -> Any:
    """Return what a filled cell says. `words` are those for its values; raises Bad."""
    try:
        return _READ[column.how](column, cell, words, today)
    except Refusal as why:
        raise Bad(why.key) from None


def shown(column: Column, value: Any) -> str:
    """Return a value as a cell holds it; terms stay as they are called in code."""
    if value in (None, ""):
        return ""
    return _SHOW.get(column.how, str)(value)


def read_day(text: str, today: str) -> str:
    """Return the date a list is of, as YYYY-MM-DD; not later than today.

    Takes what a date of birth may be typed as. Raises Refusal.
    """
    if not text.strip():
        raise Refusal("list_date_missing")
    try:
        return tidy_birth_date(text, today)
    except Refusal as why:
        later = why.key == "not_a_birth_date"
        raise Refusal("list_date_later" if later else why.key) from None


def _words(column: Column, cell: str, _words: object, _today: str) -> str:
    kind = field_of(column.form, column.field)
    if isinstance(kind, Text) and len(cell) > kind.most:
        raise Bad("too_long")
    return cell


def _born(_column: Column, cell: str, _words: object, today: str) -> str:
    day, _, hour = cell.partition(" ")
    return tidy_birth_date(day if hour.startswith("00:00") else cell, today)


def _postcode(_column: Column, cell: str, _words: object, _today: str) -> str:
    return tidy_postcode(cell)


def _one(column: Column, cell: str, words: Mapping[str, str], _today: str) -> Any:
    said = words.get(cell.casefold(), cell.casefold())
    try:
        return column.term(said) if column.term else said
    except ValueError:
        raise Bad("not_a_choice") from None


def _many(column: Column, cell: str, words: Mapping[str, str], _today: str) -> Any:
    parts = [part.strip() for part in _PARTED.split(cell) if part.strip()]
    if len(parts) == 1 and words.get(parts[0].casefold(), parts[0]) == NONE:
        return ()
    found = [_one(column, part, words, _today) for part in parts]
    return tuple(dict.fromkeys(found))


def _hours(unit: int) -> Callable[[Column, str, object, str], int | None]:
    def read(_column: Column, cell: str, _words: object, _today: str) -> int | None:
        return hours_typed(cell.removesuffix(".0"), unit)

    return read


def _count(column: Column, cell: str, _words: object, _today: str) -> int:
    plain = cell.removesuffix(".0")
    if not (plain.isascii() and plain.isdigit()) or len(plain) > len("99999"):
        raise Bad("not_a_number")
    kind = field_of(column.form, column.field)
    if isinstance(kind, Number) and not kind.least <= int(plain) <= kind.most:
        raise Bad("out_of_range")
    return int(plain)


def _yes_no(_column: Column, cell: str, words: Mapping[str, str], _today: str) -> bool:
    said = words.get(cell.casefold(), cell.casefold())
    if said not in ("yes", "no"):
        raise Bad("not_yes_or_no")
    return said == "yes"


_READ: Final[Mapping[How, Callable[[Column, str, Any, str], Any]]] = {
    How.WORDS: _words,
    How.BORN: _born,
    How.POSTCODE: _postcode,
    How.ONE: _one,
    How.MANY: _many,
    How.HOURS: _hours(1),
    How.DAYS: _hours(HOURS_A_DAY),
    How.COUNT: _count,
    How.YES_NO: _yes_no,
}
