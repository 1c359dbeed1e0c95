"""Triage tools: one engine that follows a tool as far as the findings reach.

A tool is data (`app.care.triage_tools`): steps, each a question with a way on for every
answer. Three-valued throughout (domain.md §2.11): what is unknown may still be
anything, so a result is complete only when no answer to an open question could change
it. A tool never gives † or T4: BLACK, NOT_BREATHING and EXPECTANT are findings that a
person with the power decides on (domain.md §2.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.care.findings import Known, Value, known
from app.care.refusal import Refusal
from app.care.triage_flow import UNKNOWN, URGENCY, Category, Step, Steps, Tool
from app.care.triage_tools import TOOLS

__all__ = [
    "Assessment",
    "Category",
    "Change",
    "PathStep",
    "Tool",
    "assess",
    "steps_of",
    "tool_named",
    "worst",
]


@dataclass(frozen=True, slots=True)
class PathStep:
    """A question on the way and its answer: `yes`, `no`, a code, or `unknown`.

    `unknown` is an answer that cannot matter. One that is `assumed` can: it was not
    asked, or only in part, and what most people would answer was taken.
    """

    question: str
    answer: str
    asks: tuple[str, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What would change the result: another answer, and the worst it could give."""

    question: str
    answer: str
    category: Category


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a tool makes of findings.

    `category` is None while an open question can change it. `path` is every question
    on the way with its answer. `complete` says that nothing still unknown can change
    the category; `worst_possible` is the most urgent one still possible, the category
    itself when complete. `changes` is what would change it; `next_question` is the
    step to ask next, `asks` the findings that answer it; both empty at the end.
    """

    category: Category | None
    path: tuple[PathStep, ...]
    complete: bool
    worst_possible: Category
    changes: tuple[Change, ...] = ()
    next_question: str = ""
    asks: tuple[str, ...] = ()
    tool: Tool = Tool.START
    tool_version: str = ""


def assess(tool: Tool | str, findings: Mapping[str, Value | None]) -> Assessment:
    """Follow a tool through findings (see `app.care.findings.FINDINGS`).

    `tool` is a Tool or its name as printed: case, spaces, dashes and underscores do
    not count. Raises Refusal: `unknown_tool`, `unknown_finding` for a name that is no
    finding, `finding_not_possible` for a value that cannot be.
    """
    steps = steps_of(tool)
    return _Walk(steps, known(findings)).assessment()


def tool_named(name: str) -> Tool:
    """Return the tool of that name, however it is printed; raises Refusal."""
    plain = "".join(filter(str.isalnum, name)).upper()
    for tool in Tool:
        if plain == tool.replace("_", ""):
            return tool
    raise Refusal("unknown_tool", given=name[:40])


def steps_of(tool: Tool | str) -> Steps:
    """Return a tool as data. Raises Refusal `unknown_tool`."""
    return TOOLS[tool_named(tool)]


def worst(categories: frozenset[Category]) -> Category:
    """Return the most urgent of some categories."""
    return min(categories, key=URGENCY.index)


class _Walk:
    """One way through one tool."""

    def __init__(self, steps: Steps, findings: Known) -> None:
        self._steps = steps
        self._known = findings
        self._possible: dict[str, frozenset[Category]] = {}

    def assessment(self) -> Assessment:
        possible = self._from(self._steps.first)
        path: list[PathStep] = []
        place: str | Category = self._steps.first
        stuck: Step | None = None
        while not isinstance(place, Category) and stuck is None:
            step = self._steps.steps[place]
            taken = self._taken(place, step)
            if taken is None:
                stuck = step
            else:
                path.append(taken)
                place = self._next(step, taken)
        ended = place if isinstance(place, Category) else None
        return Assessment(
            category=ended,
            path=tuple(path),
            complete=len(possible) == 1,
            worst_possible=worst(possible),
            changes=() if ended is None else self._changes(path, ended),
            next_question="" if stuck is None else str(place),
            asks=() if stuck is None else stuck.asks,
            tool=self._steps.tool,
            tool_version=self._steps.version,
        )

    def _taken(self, place: str, step: Step) -> PathStep | None:
        """Return the answer to go on with; None when it is open and matters."""
        open_to = step.answers(self._known)
        if len(open_to) == 1:
            return PathStep(place, next(iter(open_to)), step.asks)
        if len(self._from(place)) == 1:
            return PathStep(place, UNKNOWN, step.asks)
        usual = step.otherwise(self._known)
        return None if usual is None else PathStep(place, usual, step.asks, True)

    def _next(self, step: Step, taken: PathStep) -> str | Category:
        if taken.answer != UNKNOWN:
            return step.then[taken.answer]
        # All of them lead to the same in the end; the longest way says why.
        open_to = step.answers(self._known)
        return [way for answer, way in step.then.items() if answer in open_to][-1]

    def _from(self, place: str | Category) -> frozenset[Category]:
        """Return every category that can still follow from a place."""
        if isinstance(place, Category):
            return frozenset({place})
        if place not in self._possible:
            step = self._steps.steps[place]
            ways = [self._from(step.then[each]) for each in step.answers(self._known)]
            self._possible[place] = frozenset().union(*ways)
        return self._possible[place]

    def _changes(self, path: list[PathStep], ended: Category) -> tuple[Change, ...]:
        found: list[Change] = []
        for each in path:
            step = self._steps.steps[each.question]
            for answer, place in step.then.items():
                other = self._from(place) - {ended}
                if each.answer not in (answer, UNKNOWN) and other:
                    found.append(Change(each.question, answer, worst(other)))
        return tuple(found)
