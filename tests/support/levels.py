"""A region that sets what care levels change, and a post that works by it."""

from __future__ import annotations

from app.care.level import (
    Authority,
)
from app.care.level_pack import CARE, UNCHANGED, LevelRules, Rules, level_document
from app.care.post import RetriageSet
from app.care.terms import CareLevel, Role
from app.care.triage import Tool
from app.commands import LevelWanted, set_level
from app.commands.pack import publish_pack
from app.store.file import CareFile
from tests.support.orders import Orders
from tests.support.post import actor

CRISIS_RULES: LevelRules = {
    **UNCHANGED,
    CareLevel.CRISIS: Rules(
        required=("age_band", "sex"),
        retriage=RetriageSet(5, 10, 20, 30),
        tools=(Tool.MITT,),
        words_nl="Alleen wie niet kan wachten gaat naar het ziekenhuis.",
        words_en="Only who cannot wait goes to the hospital.",
    ),
}


def publish_rules(region: Orders, rules: LevelRules = CRISIS_RULES) -> None:
    """Let a region set what levels change, and its post hear of it."""
    by, log = actor(region.hub, Role.OPERATOR), region.log
    document = level_document(rules)
    region.hub.write_now(lambda d: publish_pack(d, by, CARE, document, [log], ""))
    region.carry()


def at_level(post: CareFile, level: CareLevel, since_ms: int | None = None) -> None:
    """Let the lead of a post set its level, on the region's authority."""
    lead = actor(post, Role.POST_LEAD)
    at = post.clock.now_ms() if since_ms is None else since_ms
    wanted = LevelWanted(level, Authority.REGION, "OvD-G Noord", at)
    post.write_now(lambda d: set_level(d, lead, wanted))
