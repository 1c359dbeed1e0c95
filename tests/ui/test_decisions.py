"""The log of decisions, and the situation report, on screen and on paper."""

from __future__ import annotations

from io import BytesIO

import flet as ft
from pypdf import PdfReader

from app.care.board import CapacityRow
from app.care.capacity import CapacityReported, PlaceKind
from app.care.requirement import Requirement, RequirementReported, Standing
from app.care.terms import Role, Triage
from app.commands import report_capacity, report_requirement
from app.exports.requirement import left_words, places_words
from app.store.queries.decision import decisions
from app.ui.screens.decisions import DecisionsRoom
from app.ui.screens.situation import SituationRoom
from app.ui.state import Session
from tests.support.fakes import NOON_MS
from tests.support.post import actor, registered
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post

HOUR_MS = 3_600_000


def log(session: Session, program: MemoryProgram) -> ft.Control:
    return DecisionsRoom(session, program)


def report(session: Session, program: MemoryProgram) -> ft.Control:
    return SituationRoom(session, program)


def test_a_decision_is_recorded_with_its_authority_and_ended_with_a_reason() -> None:
    post = Post(Role.POST_LEAD)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "decide" in screen)
        await screen.click("decide")
        await screen.type("decided", "Bezoek blijft buiten")
        await screen.click("decision-save")
        assert screen["decision_reason"].error
        await screen.type("decision_reason", "vol")
        await screen.click("authority-OvD-G")
        await screen.type("review_ms", "straks")
        await screen.click("decision-save")
        assert screen["review_ms"].error
        await screen.type("review_ms", "")
        await screen.click("decision-save")
        await screen.until(lambda: "decide" in screen)
        await screen.until(lambda: "Bezoek blijft buiten" in screen.words())
        assert "op gezag van: OvD-G" in " ".join(screen.words())

        (row,) = post.file.read_now(decisions).rows
        await screen.click(f"end-{row.stream.hex()}")
        await screen.click("end-save")
        assert screen["end_reason"].error
        await screen.type("end_reason", "weer plaats")
        await screen.click("end-save")
        await screen.until(lambda: "weer plaats" in " ".join(screen.words()))

    post.tell(log, tell)


def test_a_first_aider_reads_decisions_and_records_none() -> None:
    post = Post(Role.FIRST_AIDER)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Nog geen besluiten" in screen.words())

        assert "decide" not in screen

    post.tell(log, tell)


def test_decisions_are_closed_to_the_stock_keeper() -> None:
    post = Post(Role.STOCK_KEEPER)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "back" in screen)

        assert "voor wie hier mensen helpt" in " ".join(screen.words())

    post.tell(log, tell)


def test_the_situation_report_is_one_page_with_all_of_it_and_nobody_in_it() -> None:
    post = Post()
    by = actor(post.file)
    registered(post.file, Triage.T1, name="Jan Kuipers")
    energy = RequirementReported(
        b"", Requirement.ENERGY, Standing.FAILED, NOON_MS, 3, lacking="diesel"
    )
    beds = CapacityReported(b"", PlaceKind.LYING, 10, 4, NOON_MS - 2 * HOUR_MS)
    post.file.write_now(lambda d: report_requirement(d, by, energy))
    post.file.write_now(lambda d: report_capacity(d, by, beds))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "print-situation" in screen)
        said = [screen[f"situation-{line}"].value for line in range(15)]
        assert "T1 1" in said[5]
        assert said[8].startswith("Uitgevallen · nog 3 u 00 min")
        assert said[8].endswith("Nodig: diesel")
        assert said[7] == "Niet bekend"
        assert "6 vrij van 10 · geteld 10:00 · Oud cijfer\n" in said[14]
        assert said[14].count("niet geteld") == len(PlaceKind) - 1

        await screen.click("copy-situation")
        await screen.until(lambda: screen.called("set"))
        (copied,) = screen.called("set")
        assert "2 Energie: Uitgevallen" in str(copied)
        await screen.click("print-situation")
        await screen.until(lambda: screen.called("save_file"))
        (saved,) = screen.called("save_file")
        pages = PdfReader(BytesIO(saved["src_bytes"])).pages
        words = pages[0].extract_text()
        assert len(pages) == 1
        assert "Nodig: diesel" in words
        assert "Jan Kuipers" not in f"{words} {copied}"
        assert saved["file_name"] == "situatierapport-ZUID-A-0001.pdf"

    post.tell(report, tell)


def test_what_is_unknown_is_said_in_both_languages() -> None:
    nobody = CapacityRow(PlaceKind.SEATED)

    assert left_words(None, NOON_MS, "nl") == "uren niet bekend"
    assert left_words(None, NOON_MS, "en") == "hours not known"
    assert places_words(nobody, "nl") == "niet geteld"
    assert places_words(nobody, "en") == "not counted"
