"""What somebody at home needs, and who sees to it: in the resident's own stream.

So that what was written of them is erased with them, and no need stands without its
person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.claim import Claim, Stamp, assigned, claimed, latest
from app.care.form import Choice, Ref, Text, When
from app.care.terms import FactId


class TaskKind(StrEnum):
    """What kind of help is needed."""

    SUPPLIES = "supplies"
    TRANSPORT = "transport"
    CARE = "care"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """Somebody needs something; what may be said later. `round` is where it came up."""

    observed_ms: Annotated[int, When()]
    round: Annotated[bytes, Ref()] = b""
    what: Annotated[str, Text(300)] = ""


@dataclass(frozen=True, slots=True)
class TaskDescribed:
    """What is needed; it replaces what was said before."""

    task: Annotated[FactId, Ref()]
    kind: Annotated[TaskKind, Choice()]
    observed_ms: Annotated[int, When()]
    what: Annotated[str, Text(300)] = ""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskAssigned:
    """Somebody sees to it."""

    task: Annotated[FactId, Ref()]
    to_name: Annotated[str, Text(80)]
    observed_ms: Annotated[int, When()]
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskRequested:
    """What is needed was asked: `request` is the stream of a request, or of a ride."""

    task: Annotated[FactId, Ref()]
    request: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class TaskDone:
    """It was seen to; `by_name` where another person did."""

    task: Annotated[FactId, Ref()]
    observed_ms: Annotated[int, When()]
    by_name: Annotated[str, Text(80)] = ""
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Done:
    """That it was seen to, by whom and when."""

    id: FactId
    at_ms: int
    actor: bytes
    by_name: str
    remark: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something somebody needs. What people say apart from each other stands."""

    id: FactId
    opened_ms: int
    actor: bytes
    round: bytes = b""
    what: str = ""
    said: tuple[Claim[TaskDescribed], ...] = ()
    assigned: tuple[Claim[TaskAssigned], ...] = ()
    requests: tuple[bytes, ...] = ()
    done: tuple[Done, ...] = ()

    @property
    def kind(self) -> TaskKind | None:
        """What kind of help, as said last; None is not said."""
        last = latest(self.said)
        return None if last is None else last.value.kind

    @property
    def words(self) -> str:
        """What is needed, in words; all of it where people differ."""
        said = [each.value.what for each in self.said] or [self.what]
        return " / ".join(dict.fromkeys(each for each in said if each))

    @property
    def to_name(self) -> str:
        """Who sees to it; of two who were asked apart from each other both."""
        names = (each.value.to_name for each in self.assigned)
        return " / ".join(dict.fromkeys(each for each in names if each))

    @property
    def is_open(self) -> bool:
        """Whether nobody saw to it yet."""
        return not self.done


Tasks = tuple[Task, ...]
About = TaskDescribed | TaskAssigned | TaskRequested | TaskDone
"""What is said of a task that was opened before."""


def opened(tasks: Tasks, fact: TaskOpened, stamp: Stamp) -> Tasks:
    """Return the tasks with one more."""
    new = Task(stamp.id, fact.observed_ms, stamp.actor, fact.round, fact.what)
    return (*tasks, new)


def told(tasks: Tasks, fact: About, stamp: Stamp) -> Tasks:
    """Return the tasks after something was said of one; one taken back has none."""
    return tuple(
        _after(each, fact, stamp) if each.id == fact.task else each for each in tasks
    )


def _after(task: Task, fact: About, stamp: Stamp) -> Task:
    if isinstance(fact, TaskDescribed):
        about = claimed(replace(fact, sees=()), fact.observed_ms, stamp)
        return replace(task, said=assigned(task.said, about, fact.sees, None))
    if isinstance(fact, TaskAssigned):
        to = claimed(replace(fact, sees=()), fact.observed_ms, stamp)
        return replace(task, assigned=assigned(task.assigned, to, fact.sees, None))
    if isinstance(fact, TaskRequested):
        requests = dict.fromkeys((*task.requests, fact.request))
        return replace(task, requests=tuple(requests))
    done = Done(stamp.id, fact.observed_ms, stamp.actor, fact.by_name, fact.remark)
    return replace(task, done=(*task.done, done))


ABOUT: Final = (TaskDescribed, TaskAssigned, TaskRequested, TaskDone)
"""The forms of `About`."""


def oldest_open_ms(tasks: Tasks) -> int | None:
    """Return since when somebody waits for something; None is for nothing."""
    return min((each.opened_ms for each in tasks if each.is_open), default=None)
