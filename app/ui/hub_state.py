"""What the hub program offers its console: frozen views in, commands out.

`app.hub` implements `HubProgram`; the console knows nothing of keys, inbox or wire.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from app.settings import Settings
from app.sticks import Sticks
from sync.clock import Clock
from sync.ids import ActorId, Mode

if TYPE_CHECKING:
    from app.commands.erasure import Grounds
    from app.commands.message import Wording
    from app.commands.recall import Called
    from app.commands.request import Load, Ruling
    from app.store.desk import Desk
    from app.store.file import CareFile
    from app.store.queries.message import MessageRow
    from app.store.queries.recall import RecallRow
    from app.store.queries.staff import Person
    from app.ui.hub_border import BorderRoom
    from app.ui.parcels import Arrived
    from sync.event import Event
    from sync.ids import LogId


Told = Callable[["Desk", Mapping[bytes, "LogId"]], "list[Event]"]
"""A command that records something for posts, each in its own log."""


@dataclass(frozen=True, slots=True)
class HubSetup:
    """What the operator fills in at the first start of a hub."""

    region: str
    operator: str
    mode: Mode
    passphrase: str
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as the hub knows it; what it has unsent is as it last reported itself."""

    post_id: bytes
    name: str
    devices: int
    last_heard_ms: int | None
    unsent_events: int | None
    oldest_unsent_ms: int | None
    reported_ms: int | None
    revoked: bool
    clock_offset_ms: int | None = None
    """What to add to its clock to get the hub's; None while that is not known."""


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """An envelope that was kept but could not be read, and why.

    `sender` is a name the operator can use: the post, the start of the key when that
    is unknown, or nothing. Not `verified`, it is only what the envelope says of itself.
    `reason` is a short code; the words are `ui.hub.reason.<code>`.
    """

    envelope: str
    sender: str
    reason: str
    received_ms: int
    size: int
    verified: bool = True


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation to paste at a post, and until when it may be used."""

    text: str
    expires_ms: int
    hint: str = ""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A device that joined, and the six words both screens must show."""

    device: bytes
    post_name: str
    words: tuple[str, ...]
    enrolled_ms: int
    revoked: bool


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message to one post: on how many of its devices it is, of how many.

    `laid_ms` is since when it can be collected, `collected_ms` when the first device
    had it safe; None while that is not so.
    """

    row: MessageRow
    laid_ms: int | None
    collected: int
    devices: int
    collected_ms: int | None


@dataclass(frozen=True, slots=True)
class SentRecall:
    """A recall at one post: since when it can be collected, and when it was."""

    row: RecallRow
    laid_ms: int | None
    collected_ms: int | None


class Voice(Protocol):
    """How the operator of an open hub tells the posts something."""

    async def send(self, by: ActorId, said: Wording, posts: Collection[bytes]) -> None:
        """Tell posts something. Raises Refusal, FileError; then nothing was told."""

    async def withdraw(self, by: ActorId, stream: bytes, reason: str) -> None:
        """Take a message back at every post it went to. Raises Refusal, FileError."""

    async def publish(
        self, by: ActorId, name: str, document: Mapping[str, Any], remark: str
    ) -> None:
        """Publish a pack, here and at every post. Raises Refusal, FileError."""

    async def tell(self, posts: Collection[bytes], tell: Told) -> None:
        """Tell posts what a command records for them. Raises Refusal, FileError."""

    async def decide(self, by: ActorId, stream: bytes, ruling: Ruling) -> None:
        """Decide on a request of a post. Raises Refusal, FileError."""

    async def ship(self, by: ActorId, stream: bytes, load: Load) -> None:
        """Tell a post that what it asked is on its way. Raises Refusal, FileError."""

    async def recall(self, by: ActorId, what: Called, posts: Collection[bytes]) -> None:
        """Recall a lot at posts. Raises Refusal, FileError; then nothing was told."""

    async def end_recall(self, by: ActorId, stream: bytes, reason: str) -> None:
        """End a recall wherever it was ordered. Raises Refusal, FileError."""

    async def recalls(self) -> tuple[SentRecall, ...]:
        """Return what is recalled at which post, and how far each order came."""

    async def sent(self) -> tuple[SentMessage, ...]:
        """Return what the posts were told, and how far each of it came."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key the hub reads with; `holds` say why it is kept (`ui.hub.keys.hold_<…>`).

    `behind` are the devices that have not sent anything sealed to a newer one.
    """

    key: str
    made_ms: int
    replaced_ms: int | None
    holds: tuple[str, ...]
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device the hub knows, and until when its certificate holds."""

    device: bytes
    post_name: str
    letter: str
    since_ms: int
    heard_ms: int | None
    until_ms: int | None
    revoked_ms: int | None


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What an envelope in quarantine holds: kind and moment of each fact, in order."""

    facts: tuple[tuple[str, int], ...]


class KeyRoom(Protocol):
    """What the operator of an open hub can do with keys and devices."""

    async def keys(self) -> tuple[KeyRow, ...]:
        """Return the keys this hub reads with, newest first."""

    async def new_key(self) -> None:
        """Announce a new key to seal to; what was sealed to the others is still read.

        Raises FileError.
        """

    async def devices(self) -> tuple[DeviceRow, ...]:
        """Return every device, by post and letter."""

    async def look(self, envelope: str) -> LookedAt:
        """Open what a revoked device sent, to judge it; nothing is changed.

        Raises Refusal when it cannot be opened.
        """

    async def release(self, envelope: str) -> bool:
        """Let in what a revoked device sent; tell whether it was read.

        Raises Refusal, FileError.
        """


class HubProgram(Protocol):
    """What `app.hub` offers the console; coroutines keep the event loop free."""

    clock: Clock
    sticks: Sticks

    def settings(self) -> Settings:
        """Return this console's language and theme."""

    def keep_settings(self, settings: Settings) -> None:
        """Remember this console's language and theme."""

    def is_new(self) -> bool:
        """Return whether this folder has no hub yet."""

    def mode(self) -> Mode:
        """Return which world this hub serves."""

    def region(self) -> str:
        """Return the name of the region; empty while new."""

    def address(self) -> str:
        """Return the address posts send to."""

    def keep_apart(self) -> tuple[str, ...]:
        """Return the files to move to a safe place that are still on this machine."""

    async def create(self, setup: HubSetup) -> None:
        """Make keys and file; the hub is unlocked afterwards. Raises Refusal."""

    async def unlock(self, passphrase: str) -> None:
        """Open file and decryption key and read what waits.

        Raises WrongSecret, FileError, Refusal("wait", seconds=…).
        """

    async def check(self, passphrase: str) -> None:
        """Check the operator's passphrase; what is open stays open.

        Raises WrongSecret, FileError, Refusal("wait", seconds=…).
        """

    async def lock(self) -> None:
        """Drop the decryption key and the file; receiving sealed goes on."""

    def file(self) -> CareFile | None:
        """Return the open file, or None while locked."""

    def operator(self) -> Person | None:
        """Return who is at this console, or None while locked."""

    async def erase(self, stream: bytes, grounds: Grounds, passphrase: str) -> None:
        """Erase a casualty by law here and at its post, on the operator's word.

        Raises WrongSecret, FileError, Refusal; then nothing is gone.
        """

    def waiting_sealed(self) -> int:
        """Return how many envelopes are stored and not yet read."""

    async def posts(self) -> tuple[PostRow, ...]:
        """Return every post, longest silent first."""

    async def set_aside(self) -> tuple[SetAsideRow, ...]:
        """Return what was kept but could not be read, newest first."""

    async def retry(self, envelope: str) -> bool:
        """Try one envelope that was set aside again; return whether it was read."""

    async def take_in(self, raw: bytes, told: Callable[[int], None]) -> Arrived:
        """Take in what was carried here; twice is once. Raises Refusal, FileError.

        `told` hears how many envelopes came so far.
        """

    async def invite(self, hint: str, post: bytes | None = None) -> InvitationView:
        """Make an invitation; `hint` is the name of the post it is meant for.

        `post` lets a device that recorded nothing yet join a post the hub knows.
        """

    async def enrolled(self) -> tuple[EnrolmentRow, ...]:
        """Return the latest enrolments, newest first."""

    async def revoke(self, device: bytes) -> None:
        """Withdraw a device's certificate: what it sends from now on is set aside."""

    def voice(self) -> Voice | None:
        """Return the way to tell the posts something, or None while locked."""

    def border_room(self) -> BorderRoom | None:
        """Return the way to neighbouring regions, or None while locked."""

    def key_room(self) -> KeyRoom | None:
        """Return the way to keys, devices and quarantine, or None while locked."""

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener`, from any thread, after anything above changed.

        Returns the way to stop it.
        """
