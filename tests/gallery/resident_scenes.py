"""What is pictured of residents: who is at risk, an outage, one of them, the forms."""

from __future__ import annotations

from typing import Any, Final

from app.care.harm import HOUR_MS, Failure
from app.care.need import (
    ActStated,
    CareStated,
    Cognition,
    CognitionStated,
    CriticalMedicine,
    Device,
    Eating,
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
)
from app.care.resident import (
    EndReason,
    LegalBasis,
    ResidentDescribed,
    ResidentEnded,
    ResidentVisited,
    VisitOutcome,
)
from app.care.resident_table import Listed
from app.commands import (
    register_resident,
    report_outage,
    set_retention,
    visit_resident,
)
from app.commands.resident_import import Chosen, Origin, take_over_residents
from app.exports.sheet import as_csv
from app.store.queries.outage import outages
from app.store.queries.resident import areas
from app.store.queries.resident_kept import struck_off
from tests.gallery.hands import Choose, Scene, Tap, Write
from tests.gallery.hub_scenes import AtHub
from tests.gallery.scenes import At
from tests.support.region import leader, opened

_PEOPLE: Final = (
    ("Grietje Kuipers", "Damsterdiep", "41", "9711SL", 2, 0, 20, True),
    ("Mohammed el Khatib", "Damsterdiep", "7 b", "9711SG", 8, 4, None, False),
    ("Анна Сергеевна Петрова", "Korreweg", "112", "9714AL", 12, 0, 44, True),
    (
        "Jan-Willem van der Velde-Hoog",
        "Korreweg",
        "3",
        "9714AA",
        None,
        0,
        9,
        None,
    ),
    ("Sietske Postma", "Nieuwe Ebbingestraat", "18", "9712NM", 30, 0, 100, True),
    ("", "Nieuwe Ebbingestraat", "20 III", "9712NM", None, None, None, None),
)


def _lines(now: int, given: tuple[Any, ...]) -> list[Any]:
    battery, spare, medicine, alone = given
    if spare is None:
        return []
    return [
        PowerStated(PowerUse.DEVICE, now, (Device.VENTILATOR,), battery, spare),
        OxygenStated(OxygenSource.NONE, now),
        MedicineStated(now, (CriticalMedicine.INSULIN,), medicine, True, "dochter"),
        FoodStated(Eating.DELIVERED, now, 48),
        HeatingStated(HeatSource.DISTRICT, now, False, True),
        CareStated(now, 2, 10, alone, "Hilde Kuipers", "06-12345678", False),
        ActStated(now, (NursingAct.CATHETER,), 24),
        MobilityStated(Mobility.HELPED, now, False),
        CognitionStated(Cognition.ORIENTATED, now, True),
    ]


def peopled(at: At) -> None:
    """Come to a post that keeps what some people at home cannot do without."""
    file, actor = at.session.open_file, at.session.actor
    at.session.go("residents")
    if file.read_now(areas)[0]:
        return
    now = file.clock.now_ms()
    streams = []
    for name, street, number, code, *given in _PEOPLE:
        who = ResidentDescribed(
            now,
            name=name,
            street=street,
            house_number=number,
            postcode=code,
            town="Groningen",
            phone="050-3123456",
            basis=LegalBasis.CONSENT,
        )
        lines = _lines(now - 50 * HOUR_MS, tuple(given))
        streams.append(
            file.write_now(
                lambda d, who=who, lines=lines: register_resident(d, actor, who, lines)
            ).stream
        )
    met = ResidentVisited(VisitOutcome.NEEDS, now - HOUR_MS, remark="warme deken")
    file.write_now(lambda d: visit_resident(d, actor, streams[2], met))


def failing(at: At) -> None:
    """Come to a post where power and supply fail where most of them live."""
    peopled(at)
    file, actor = at.session.open_file, at.session.actor
    if not file.read_now(outages):
        now = file.clock.now_ms()
        failed = {Failure.POWER: now - 3 * HOUR_MS, Failure.SUPPLY: now - HOUR_MS}
        file.write_now(
            lambda d: report_outage(
                d, actor, failed, ["9711", "9714"], (), "kabelbrand"
            )
        )


def _glanced(at: At) -> None:
    failing(at)
    at.session.go("overview")


async def _region(at: AtHub) -> None:
    """Let two posts keep residents, and something fail at one of them."""
    for place, post in enumerate(at.region.posts[:2]):
        file = opened(post)
        by, now = leader(file), file.clock.now_ms()
        if not file.read_now(areas)[1]:
            for hours in (0, 3, 9, 40):
                who = ResidentDescribed(
                    now, name="Ans", street="Korreweg", basis=LegalBasis.CARE
                )
                power = PowerStated(PowerUse.DEVICE, now, battery_hours=hours)
                await file.write(
                    lambda d, b=by, w=who, p=power: register_resident(d, b, w, [p])
                )
            if not place:
                failed = {Failure.POWER: now - HOUR_MS}
                await file.write(lambda d, b=by, f=failed: report_outage(d, b, f))
        await at.region.received(post)
    at.session.go("residents")


_LIST: Final = as_csv(
    [
        ("Cliëntnummer", "Naam", "Geboortedatum", "Straat", "Huisnummer", "Postcode",
         "Waarvoor stroom", "Accu (uur)", "Kritieke medicijnen", "Schoenmaat"),
        ("4410", "Grietje Kuiper", "", "Damsterdiep", "41", "9711SL", "", "", "", ""),
        ("4411", "Joke Wiersma", "3-4-1944", "Korreweg", "8", "9714AB", "device",
         "6", "insulin", "38"),
        ("4412", "Hendrik Postma", "31-2-1950", "Korreweg", "9", "9714AB", "", "", "",
         ""),
        ("4413", "Ali Yildiz", "9-9-1939", "Oosterweg", "70 a", "9724CK", "", "12",
         "opioid, insulin", ""),
    ]
)  # fmt: skip


def _listed(at: At) -> None:
    peopled(at)
    file, actor = at.session.open_file, at.session.actor
    day = at.session.clock.now_ms() - 40 * 24 * HOUR_MS
    origin = Origin("Thuiszorg Noord", day, LegalBasis.CONSENT)
    said = {"name": "Joke Wiersma", "birth_date": "1944-04-03", "postcode": "9714AA"}
    line = Listed(2, "4411", said, {})
    file.write_now(lambda d: take_over_residents(d, actor, [Chosen(line)], origin))


def _kept(at: At) -> None:
    _listed(at)
    file, actor = at.session.open_file, at.session.actor
    if file.read_now(struck_off).total:
        return
    now = file.clock.now_ms()
    for name in ("Trijntje Dijkstra", "Willem Hoekstra-van der Meulen"):
        who = ResidentDescribed(
            now, name=name, street="Oosterweg", basis=LegalBasis.CARE
        )
        stream = file.write_now(lambda d, w=who: register_resident(d, actor, w)).stream
        ended = ResidentEnded(EndReason.WITHDRAWN, now - 24 * HOUR_MS)
        file.write_now(lambda d, s=stream, e=ended: d.record(s, e, actor))
    file.write_now(lambda d: set_retention(d, actor, 0))


_BRING: Final = (
    Tap("ui.lists.title"),
    Tap("term.LegalBasis.consent"),
    Write("ui.bring.day", "1-11-2026"),
    Write("field.ResidentRegistered.source", "Thuiszorg Noord"),
)


SCENES: Final[tuple[Scene, ...]] = (
    Scene("residents", peopled),
    Scene("residents-add", peopled, (Tap("ui.residents.add"),), tall=True),
    Scene("residents-report", peopled, (Tap("ui.outage.report"),), tall=True),
    Scene("residents-one", peopled, (Tap("Grietje Kuipers"),), tall=True),
    Scene("residents-lists", _kept, (Tap("ui.lists.title"),), tall=True),
    Scene(
        "residents-log",
        _kept,
        (Tap("Grietje Kuipers"), Tap("ui.residents.log")),
        tall=True,
    ),
    Scene(
        "residents-out",
        _kept,
        (Tap("Grietje Kuipers"), Tap("ui.out.open_one")),
        tall=True,
    ),
    Scene(
        "residents-brought",
        _listed,
        (*_BRING, Choose("ui.list.pick", "lijst.csv", _LIST)),
        tall=True,
    ),
    Scene("residents-paper", failing, (Tap("ui.handout.title"),)),
    Scene("residents-outage", failing, (Tap("9711 +1"),)),
    Scene(
        "residents-since",
        failing,
        (Tap("9711 +1"), Tap("ui.outage.since_change")),
    ),
    Scene("residents-glance", _glanced),
)
HUB_SCENES: Final[tuple[Scene, ...]] = (Scene("hub-residents", _region),)
