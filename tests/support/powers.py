"""A region that recognises the people of one post, with no line between them."""

from __future__ import annotations

from typing import Any

from app.care.member import Staff, StaffAdded, staff_stream
from app.care.qualification import Profession, QualificationStated
from app.care.reserved import POWERS, Act, Rules, document_of
from app.care.terms import Role
from app.commands.grant import Recognition, end_grant, give_grant
from app.commands.pack import publish_pack
from app.commands.staff import add_person
from app.commands.trust import state_qualification
from app.store.file import CareFile
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId
from sync.journal import setting
from tests.support.orders import Orders
from tests.support.post import PIN, actor

DAY_MS = 86_400_000


class Region:
    """The operator of a hub, as far as powers go."""

    def __init__(self, post: CareFile) -> None:
        self.post = post
        self.orders = Orders(post)
        self.by = actor(self.orders.hub, Role.OPERATOR)
        self.post_id = bytes(post.read_now(lambda db: setting(db, "post_id")))

    def close(self) -> None:
        """Close the hub's file."""
        self.orders.close()

    def knows(self, who: bytes) -> None:
        """Let the hub know a person of the post, as if their events had come up."""
        held = self.post.read_now(lambda db: state_of(db, "staff", staff_stream(who)))
        assert isinstance(held, Staff)
        fact = StaffAdded(held.name, held.role)
        self.orders.hub.write_now(
            lambda desk: desk.record(staff_stream(who), fact, self.by)
        )

    def recognise(self, who: bytes, *, carry: bool = True, **wanted: Any) -> Event:
        """Recognise a person; the post hears it at once unless `carry` says not."""
        wanted.setdefault("role", Role.DOCTOR)
        wanted.setdefault("until_ms", self.post.clock.now_ms() + 30 * DAY_MS)
        wanted.setdefault("reserved", (Act.INJECTION, Act.PUNCTURE))
        recognition = Recognition(**wanted)
        to = (self.post_id, self.orders.log)
        self.knows(who)
        event = self.orders.hub.write_now(
            lambda desk: give_grant(desk, self.by, who, recognition, to)
        )
        if carry:
            self.orders.carry()
        return event

    def withdraw(self, who: bytes, grant: Event, *, carry: bool = True) -> Event:
        """Take a grant from a person."""
        to, target = (self.post_id, self.orders.log), (grant.log, grant.seq)
        event = self.orders.hub.write_now(
            lambda desk: end_grant(
                desk, self.by, who, target, to, "diploma ingetrokken"
            )
        )
        if carry:
            self.orders.carry()
        return event

    def govern(self, rules: Rules | None = None) -> None:
        """Publish who may do what."""
        log, document = self.orders.log, document_of(rules or Rules())
        self.orders.hub.write_now(
            lambda desk: publish_pack(desk, self.by, POWERS, document, [log])
        )
        self.orders.carry()


def surgeon(post: CareFile, **stated: Any) -> ActorId:
    """Add a surgeon of a force to a post, as its lead does."""
    lead = actor(post, Role.POST_LEAD)
    who = post.write_now(lambda d: add_person(d, lead, "Dr. Smith", Role.DOCTOR, PIN))
    fact = QualificationStated(Profession.DOCTOR, **stated)
    post.write_now(lambda desk: state_qualification(desk, lead, who, fact))
    return who
