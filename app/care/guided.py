"""A triage tool that was followed: what was found, the path, and what it gave.

Findings are written `walking=no;rr=31;avpu=P`, in the order they were answered: a
person can read them, and years later any program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from app.care.findings import FINDINGS, Finding, Value, is_possible
from app.care.form import Text, When
from app.care.terms import AgeBand, Triage
from app.care.triage import Assessment, Tool, assess
from app.care.triage_flow import AS_TRIAGE, NO, YES


@dataclass(frozen=True, slots=True)
class TriageAssessed:
    """A triage tool was followed; a person's category is a fact of its own."""

    tool: Annotated[str, Text(20)]
    version: Annotated[str, Text(8)]
    inputs: Annotated[str, Text(900)]
    path: Annotated[str, Text(900)]
    observed_ms: Annotated[int, When()]
    result: Annotated[str, Text(20)] = ""
    worst: Annotated[str, Text(20)] = ""


@dataclass(frozen=True, slots=True)
class Guided:
    """A tool and the findings it was given, as a screen hands them over."""

    tool: Tool
    findings: Mapping[str, Value]

    @property
    def assessment(self) -> Assessment:
        """What the tool makes of it. Raises Refusal."""
        return assess(self.tool, self.findings)

    def fact(self, observed_ms: int) -> TriageAssessed:
        """Return what is kept of it; `worst` only where it was not complete."""
        found = self.assessment
        return TriageAssessed(
            tool=self.tool.value,
            version=found.tool_version,
            inputs=written(self.findings),
            path=";".join(
                f"{each.question}={each.answer}{'*' if each.assumed else ''}"
                for each in found.path
            ),
            observed_ms=observed_ms,
            result=found.category or "",
            worst="" if found.complete else found.worst_possible,
        )


def to_ask(
    found: Assessment, findings: Mapping[str, Value], skipped: frozenset[str]
) -> str | None:
    """Return the finding to ask for next; None at a result, or where it is stuck."""
    open_to = (name for name in found.asks if name not in findings)
    return next((name for name in open_to if name not in skipped), None)


def offered(found: Assessment) -> Triage | None:
    """Return what a person is offered to record; None without a result."""
    return None if found.category is None else AS_TRIAGE[found.category]


def written(findings: Mapping[str, Value]) -> str:
    """Return findings as text."""
    return ";".join(f"{name}={_plain(value)}" for name, value in findings.items())


def read(text: str) -> dict[str, Value]:
    """Return findings from text; what is none, or cannot be, is left out."""
    found: dict[str, Value] = {}
    for each in text.split(";"):
        name, _, plain = each.partition("=")
        value = _value(name, plain)
        if value is not None:
            found[name] = value
    return found


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return (
        str(int(value)) if isinstance(value, float) and value % 1 == 0 else str(value)
    )


def _value(name: str, plain: str) -> Value | None:
    finding = FINDINGS.get(name)
    value = None if finding is None else _as_said(finding, plain)
    if finding is None or value is None or not is_possible(finding, value):
        return None
    return int(value) if isinstance(value, float) and value % 1 == 0 else value


def _as_said(finding: Finding, plain: str) -> Value | None:
    if plain in finding.choices:
        return plain
    if finding.least is None:
        return {YES: True, NO: False}.get(plain)
    try:
        return float(plain)
    except ValueError:
        return None


_CHILD_TOOL: Final[Mapping[Tool, tuple[Tool, int, frozenset[AgeBand]]]] = {
    Tool.START: (Tool.JUMPSTART, 8, frozenset({AgeBand.BABY, AgeBand.CHILD})),
    Tool.MIMMS_SIEVE: (Tool.PTT, 12, frozenset({AgeBand.BABY, AgeBand.CHILD})),
}
"""What takes a tool's place for a child: under so many years, or of these bands.

START is for 8 years and up (domain.md §2.7). From where the sieve gives way to the
tape is ours [D]: the band of a child; a person switches with one tap.
"""

DEFAULT_TOOLS: Final = (Tool.TST, Tool.MIMMS_SIEVE, Tool.START)
"""What a post shows until its lead chooses: at most three (domain.md names none)."""

MOST_TOOLS: Final = 3


def for_age(tool: Tool, years: int | None, band: AgeBand) -> Tool:
    """Return the tool to use for somebody of this age: a child's where there is one."""
    if tool not in _CHILD_TOOL:
        return tool
    child, under_years, bands = _CHILD_TOOL[tool]
    is_child = band in bands if years is None else years < under_years
    return child if is_child else tool


@dataclass(frozen=True, slots=True)
class ToolsChosen:
    """The triage tools a post shows, first the one that opens: one to three."""

    first: Annotated[str, Text(20)]
    second: Annotated[str, Text(20)] = ""
    third: Annotated[str, Text(20)] = ""


def chosen_tools(fact: ToolsChosen) -> tuple[Tool, ...]:
    """Return the tools of a choice, none twice; one this program lacks is left out."""
    names = (fact.first, fact.second, fact.third)
    return tuple(dict.fromkeys(Tool(each) for each in names if each in list(Tool)))
