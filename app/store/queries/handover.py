"""The handover of one casualty, made from the detail that is on screen already."""

from __future__ import annotations

from app.care.atmist import Atmist, Fact, Standing, Who, atmist
from app.care.handover import AdviceGiven
from app.care.tccc_card import Tccc, tccc
from app.care.terms import Triage, rank
from app.exports.letter import Advice
from app.store.queries.casualty import CasualtyDetail
from sync.database import Database
from sync.journal import setting


def handover_card(detail: CasualtyDetail) -> Atmist:
    """Return the (AT)MIST card of a casualty; times are by the hub's clock."""
    categories = {Triage(each.value) for each in detail.triage}
    newest = max((each.observed_ms for each in detail.triage), default=None)
    return atmist(
        Standing(
            number=detail.row.number,
            categories=tuple(sorted(categories, key=rank)),
            triaged_ms=newest,
            arrived_ms=detail.row.registered_ms,
            said={
                name: tuple(each.value for each in claims)
                for name, claims in detail.said.items()
            },
            facts=standing_facts(detail),
            also=detail.row.same_as,
        )
    )


def standing_facts(detail: CasualtyDetail) -> tuple[Fact, ...]:
    """Return the facts nobody took back, oldest first."""
    return tuple(
        Fact(entry.body, entry.at_ms, entry.id)
        for entry in reversed(detail.timeline)
        if entry.body is not None and not entry.retracted and not entry.beside
    )


def tccc_card(detail: CasualtyDetail) -> Tccc:
    """Return the TCCC card of a casualty."""
    return tccc(standing_facts(detail))


def advice_of(detail: CasualtyDetail) -> Advice | None:
    """Return the last advice that stands, if any."""
    given = (
        Advice(each.body, each.actor_name)
        for each in detail.timeline
        if isinstance(each.body, AdviceGiven) and not each.retracted
    )
    return next(given, None)


def who_of(detail: CasualtyDetail) -> Who:
    """Return who somebody is, as last said; where persons disagree, all they say."""
    said = {
        name: " / ".join(dict.fromkeys(each.value for each in claims))
        for name, claims in detail.said.items()
        if name in Who.__slots__
    }
    return Who(**said)


def post_name(db: Database) -> str:
    """Return what this post is called."""
    return str(setting(db, "post_name") or "")
