"""What is pictured of the post itself: how it stands, its book, its decisions."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.care.capacity import CapacityReported, PlaceKind
from app.care.decision import DecisionRecorded
from app.care.requirement import (
    Requirement,
    RequirementReported,
    Standing,
    Trend,
)
from app.care.shift import Section, ShiftHandedOver, ShiftTakenOver, shift_stream
from app.care.situation import MajorIncident, SituationReported
from app.care.staff import may
from app.care.utility import Utility, UtilityReported
from app.commands import (
    close_entry,
    end_decision,
    record_decision,
    report_capacity,
    report_requirement,
    write_entry,
)
from app.commands.power import own_post
from app.commands.situation import report_situation
from app.store.desk import Desk
from app.store.queries.decision import decisions
from app.store.queries.requirement import board
from app.store.queries.shift import book, open_lines
from app.store.queries.staff import people
from sync.ids import ActorId
from tests.gallery.hands import Scene, Tap
from tests.gallery.scenes import At

_HOUR_MS: Final = 3_600_000
_SAID: Final = (
    (Requirement.GOVERNMENT, Standing.WORKS, 1, None, Trend.SAME, ""),
    (
        Requirement.ENERGY,
        Standing.STRAINED,
        2,
        None,
        Trend.WORSE,
        "diesel voor het aggregaat, 200 liter",
    ),
    (Requirement.SHELTER, Standing.WORKS, 3, None, None, ""),
    (Requirement.FOOD_WATER, Standing.STRAINED, 5, 4, Trend.WORSE, "drinkwater"),
    (Requirement.COMMUNICATION, Standing.FAILED, 1, None, Trend.SAME, "portofoons"),
    (Requirement.TRANSPORT, Standing.UNKNOWN, 4, None, None, ""),
)
_PLACES: Final = (
    (PlaceKind.TREATMENT, 4, 3, 10),
    (PlaceKind.LYING, 12, 14, 95),
    (PlaceKind.SEATED, 40, 22, 25),
    (PlaceKind.ISOLATION, 0, 0, 30),
)


_BOOK: Final = (
    (Section.TO_DO, "Aggregaat bijvullen om 22:00, sleutel hangt bij de kast", 3),
    (Section.TO_DO, "Ouders van Z-014 bellen zodra de lijn werkt", 2),
    (Section.OPEN, "Zuurstof besteld bij de hub, nog geen antwoord", 5),
    (Section.HAPPENED, "Stroom viel uit, aggregaat nam het over", 8),
    (Section.HAPPENED, "Twee gezinnen uit de Korreweg opgevangen", 6),
    (Section.OPEN, "Brancard teruggebracht naar de brandweer", 7),
)
_DECISIONS: Final = (
    ("Alleen nog T1 en T2 binnen", "alle ligplaatsen bezet", "OvD-G", "", 1, 2),
    (
        "Bezoek blijft buiten",
        "te weinig ruimte en onrust bij de ingang",
        "Postleider",
        "Kees de Boer",
        9,
        -1,
    ),
    (
        "Ronde langs de deur stopt",
        "niemand over om te lopen",
        "Postleider",
        "",
        20,
        None,
    ),
)


def _stood(at: At) -> None:
    """Come to a post of which nearly everything was said."""
    file, actor = at.session.open_file, at.session.actor
    now = file.clock.now_ms()
    at.session.go("post")
    if not file.read_now(lambda db: board(db, now)).is_silent:
        return
    before = RequirementReported(
        b"", Requirement.COMMUNICATION, Standing.WORKS, now - 6 * _HOUR_MS
    )
    file.write_now(lambda d: report_requirement(d, actor, before))
    for requirement, standing, ago_h, hours, trend, lacking in _SAID:
        seen_ms = now - ago_h * _HOUR_MS
        fact = RequirementReported(
            b"", requirement, standing, seen_ms, hours, False, trend, lacking
        )
        power = UtilityReported(Utility.POWER, seen_ms, 12)
        with_it = power if requirement is Requirement.ENERGY else None
        file.write_now(lambda d, f=fact, u=with_it: report_requirement(d, actor, f, u))
    for kind, total, taken, minutes in _PLACES:
        count = CapacityReported(b"", kind, total, taken, now - minutes * 60_000)
        file.write_now(lambda d, f=count: report_capacity(d, actor, f))


def _written(at: At) -> None:
    """Come to a book in which two shifts wrote."""
    _stood(at)
    file, actor = at.session.open_file, at.session.actor
    other = _another(at)
    at.session.go("shift")
    if file.read_now(book).past:
        return
    now = file.clock.now_ms()
    for section, words, ago_h in _BOOK:
        seen_ms = now - ago_h * _HOUR_MS
        event = file.write_now(
            lambda d, s=section, w=words, at_ms=seen_ms: write_entry(
                d, actor, s, w, at_ms
            )
        )
    file.write_now(lambda d: close_entry(d, actor, event.stream, "opgehaald"))
    handed = ShiftHandedOver(b"", now - 11 * _HOUR_MS, "Rustige nacht", ())
    taken = ShiftTakenOver(b"", now - 11 * _HOUR_MS + 600_000)

    def earlier(desk: Desk) -> None:
        post, stream = own_post(desk), shift_stream(b"N" * 16)
        desk.record(stream, replace(handed, post=post), other)
        desk.record(stream, replace(taken, post=post), actor)

    file.write_now(earlier)


def _another(at: At) -> ActorId:
    """Return somebody else who may hand over."""
    actor = at.session.actor
    found = at.session.open_file.read_now(people)
    return next(
        each.actor
        for each in found
        if each.actor != actor and may(each.role, "shift.handed_over")
    )


def _waiting(at: At) -> None:
    """Come to a book that somebody else handed over."""
    _written(at)
    file = at.session.open_file
    if file.read_now(book).waiting:
        return
    other = _another(at)

    def hand_over(desk: Desk) -> None:
        post = own_post(desk)
        lines = open_lines(desk.database, post)
        fact = ShiftHandedOver(post, desk.now_ms(), "Let op Z-014, kind alleen", lines)
        desk.record(shift_stream(b"H" * 16), fact, other)

    file.write_now(hand_over)


def _decided(at: At) -> None:
    """Come to a log of decisions."""
    file, actor = at.session.open_file, at.session.actor
    at.session.go("decisions")
    if file.read_now(decisions).rows:
        return
    now = file.clock.now_ms()
    for decided, why, authority, by, ago_h, review_h in _DECISIONS:
        fact = DecisionRecorded(
            b"",
            decided,
            why,
            authority,
            now - ago_h * _HOUR_MS,
            by,
            None if review_h is None else now + review_h * _HOUR_MS,
        )
        event = file.write_now(lambda d, f=fact: record_decision(d, actor, f))
    file.write_now(lambda d: end_decision(d, actor, event.stream, "weer personeel"))


def _reported(at: At) -> None:
    """Come to the report of a post that filled in METHANE."""
    _stood(at)
    file, actor = at.session.open_file, at.session.actor
    fact = SituationReported(
        file.clock.now_ms(),
        MajorIncident.DECLARED,
        location="Sporthal Zuid, Laan 12",
        incident="stroomuitval",
        needed="twee ambulances",
    )
    file.write_now(lambda d: report_situation(d, actor, fact))
    at.session.go("situation")


def _at_a_glance(at: At) -> None:
    _stood(at)
    at.session.go("overview")


def _before_taking(at: At) -> None:
    _waiting(at)
    at.session.go("post")


def _silent(at: At) -> None:
    at.session.go("post")


SCENES: Final[tuple[Scene, ...]] = (
    Scene("overview-gauges", _at_a_glance),
    Scene("post-silent", _silent, tall=True),
    Scene("post-board", _stood, tall=True),
    Scene("post-report", _stood, (Tap("term.Requirement.food_water"),), tall=True),
    Scene("post-waits", _before_taking, tall=True),
    Scene("shift", _written, tall=True),
    Scene("shift-waiting", _waiting, tall=True),
    Scene("shift-sign", _waiting, (Tap("ui.shift.take"),)),
    Scene("shift-pin", _waiting, (Tap("ui.shift.take"), Tap("ui.shift.sign"))),
    Scene("decisions", _decided, tall=True),
    Scene("decisions-new", _decided, (Tap("ui.decision.new"),), tall=True),
    Scene("situation", _reported, tall=True),
    Scene("post-count", _stood, (Tap("term.PlaceKind.lying"),)),
)
