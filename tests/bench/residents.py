"""Residents: who is at risk among very many, what an outage does, a list on paper."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.care.harm import HOUR_MS, Failure
from app.care.need import (
    CareStated,
    CriticalMedicine,
    Eating,
    FoodStated,
    HeatingStated,
    HeatSource,
    MedicineStated,
    Mobility,
    MobilityStated,
    OxygenSource,
    OxygenStated,
    PowerStated,
    PowerUse,
)
from app.care.resident import (
    LegalBasis,
    ResidentDescribed,
    ResidentRegistered,
    resident_stream,
)
from app.care.resident_table import ResidentTable
from app.catalogue import encode
from app.commands import report_outage
from app.commands.resident_import import Chosen, Origin, take_over_residents
from app.exports.resident_sheet import read_resident_sheet, resident_template
from app.exports.sheet import as_xlsx, read_sheet
from app.store.file import CareFile
from app.store.queries.handout import on_paper
from app.store.queries.outage import Looking, lens_of
from app.store.queries.resident import areas, resident_detail, residents_at_risk
from app.store.queries.resident_match import plans
from sync.clock import SystemClock
from sync.event import Draft
from sync.ids import StreamId
from tests.bench import rounds, scarcity
from tests.bench.table import Figures, add_spread, timed_ms
from tests.support.post import actor, open_post

SIZE, QUICK = 20_000, 2_000
_TIMES = 20
_AT_ONCE = 250
_STREETS, _CODES = 400, 20


def facts(dice: random.Random, now: int, place: int, post: bytes) -> Iterator[Any]:
    """Yield what is kept of one resident."""
    yield ResidentRegistered(post, now)
    yield ResidentDescribed(
        now,
        name=f"Bewoner {place}",
        street=f"Straat {place % _STREETS}",
        house_number=str(place // _STREETS + 1),
        postcode=f"{9700 + place % _CODES}AB",
        basis=LegalBasis.CARE,
    )
    hours = [None, *range(1, 90)]
    uses = dice.choices(list(PowerUse), (8, 4, 2))
    yield PowerStated(uses[0], now, (), dice.choice(hours))
    yield OxygenStated(dice.choices(list(OxygenSource), (9, 1, 1))[0], now, 8)
    kinds = (CriticalMedicine.INSULIN,) if dice.random() < 0.3 else ()
    yield MedicineStated(now, kinds, dice.choice(hours))
    yield FoodStated(dice.choices(list(Eating), (8, 3, 1))[0], now, dice.choice(hours))
    yield HeatingStated(HeatSource.BOILER, now, False, dice.random() < 0.5)
    alone = dice.choice(hours) if dice.random() < 0.2 else None
    yield CareStated(now, 0, alone, dice.random() < 0.4)
    yield MobilityStated(dice.choice(list(Mobility)), now)


def people(file: CareFile, count: int, seed: int = 1) -> list[bytes]:
    """Keep so many residents, some at a time."""
    dice, by, now = random.Random(seed), actor(file), file.clock.now_ms()
    streams: list[bytes] = []
    for first in range(0, count, _AT_ONCE):
        drafts: list[Draft] = []
        for place in range(first, min(first + _AT_ONCE, count)):
            stream = resident_stream(dice.randbytes(16))
            streams.append(stream)
            drafts += [
                Draft(StreamId(stream), *encode(each), by)
                for each in facts(dice, now, place, b"post_1_8")
            ]
        file.write_now(lambda desk, d=drafts: desk.journal.record(d))
    return streams


def measure(figures: Figures, folder: Path, count: int = SIZE) -> None:
    """Measure the list, the lens on an outage, a list on paper, and rounds."""
    file = open_post(folder / "residents.db", clock=SystemClock())
    streams = people(file, count)
    by, now = actor(file), file.clock.now_ms()
    failed = {Failure.POWER: now - 3 * HOUR_MS, Failure.SUPPLY: now - HOUR_MS}
    everywhere = file.write_now(lambda d: report_outage(d, by, failed)).stream
    codes = [f"{9700 + n}" for n in range(3)]
    here = file.write_now(lambda d: report_outage(d, by, failed, codes)).stream
    for name, looking in (
        ("as if all failed", Looking()),
        ("outage everywhere", Looking(everywhere)),
        ("outage in three postcodes", Looking(here)),
        ("outage, sought by street", Looking(everywhere, "straat 7")),
    ):
        _timed(
            figures,
            f"{name}, {count} residents",
            file,
            lambda db, one=looking: residents_at_risk(db, lens_of(db, one, now), now),
        )
    _timed(
        figures,
        f"a list on paper of {count}",
        file,
        lambda db: on_paper(db, lens_of(db, Looking(everywhere), now), now),
    )
    _timed(figures, f"streets and postcodes of {count}", file, areas)
    _timed(
        figures,
        "one resident",
        file,
        lambda db: resident_detail(db, streams[count // 2]),
    )
    rounds.measure(figures, file, everywhere, count)
    scarcity.measure(figures, file, streams)
    _brought(figures, file, count)
    file.close()


def _brought(figures: Figures, file: CareFile, count: int) -> None:
    """Measure a list of an organisation: read, looked through, taken over, again."""
    table = _sheet(count // 4)
    content = as_xlsx(table, "x")
    _once(figures, f"a workbook of {len(table) - 1} is read", lambda: _read(content))
    people = _read(content).people
    at_ms, by = file.clock.now_ms() - 24 * HOUR_MS, actor(file)
    origin = Origin("Thuiszorg", at_ms, LegalBasis.CARE)

    def look() -> list[Chosen]:
        found = file.read_now(lambda db: plans(db, people, "Thuiszorg", at_ms))
        return [Chosen(each.listed, each.stream) for each in found]

    def take() -> None:
        for first in range(0, len(chosen), 25):
            some = chosen[first : first + 25]
            file.write_now(lambda d, s=some: take_over_residents(d, by, s, origin))

    chosen = look()
    name = f"{len(people)} lines beside {count}"
    _once(figures, f"{name}: looked through", look)
    _once(figures, f"{name}: taken over", take)
    _once(figures, f"{name}: looked through again", look)


def _once(figures: Figures, name: str, work: Callable[[], object]) -> None:
    figures.add(name, timed_ms(work, 1)[0] / 1000, "s")


def _read(content: bytes) -> ResidentTable:
    return read_resident_sheet(read_sheet(content), "2026-12-01")


def _sheet(count: int) -> list[Sequence[str]]:
    """Return a list of so many people, half of whom share a name with another."""
    heads = resident_template("nl")[-1]
    dice, last = random.Random(2), ("de Vries", "Jansen", "Bakker", "Visser", "Smit")
    first = [f"{chr(65 + n % 26)}{chr(97 + n % 24)}na" for n in range(26 * 24)]
    lines = [
        {
            "Cliëntnummer": str(place),
            "Naam": f"{dice.choice(first)} {dice.choice(last)}",
            "Geboortedatum": f"{place % 28 + 1}-{place % 12 + 1}-{1930 + place % 30}",
            "Straat": f"Straat {place % _STREETS}",
            "Huisnummer": str(place // _STREETS + 1),
            "Postcode": f"{9700 + place % _CODES}AB",
            "Waarvoor stroom": "device",
            "Accu (uur)": "8",
            "Kritieke medicijnen": "insulin",
            "Medicijnen in huis (dagen)": "3",
            "Eten en drinken": "self",
            "Woont alleen": "ja",
            "Mobiliteit": "helped",
        }
        for place in range(count)
    ]
    return [heads, *([line.get(head, "") for head in heads] for line in lines)]


def _timed(figures: Figures, name: str, file: CareFile, ask: Any) -> None:
    add_spread(figures, name, timed_ms(lambda: file.read_now(ask), _TIMES))
