"""A triage tool in words: its findings, the path it took, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping

from app.care.findings import FINDINGS, Value
from app.care.guided import TriageAssessed, read
from app.care.triage import Assessment, Category, PathStep, Tool, assess
from app.i18n import text
from app.ui.widgets.vitals_entries import written

MOST_CHANGES = 4


def tool_words(tool: Tool, language: str) -> str:
    """Return the name of a tool as its source prints it."""
    return text(f"ui.guide.tool.{tool.value}", language)


def result_words(category: Category, language: str) -> str:
    """Return what a tool said: T1, or a finding in words."""
    return text(f"ui.guide.result.{category.value}", language)


def finding_words(name: str, value: Value, language: str) -> str:
    """Return a finding and its value: Ademhaling: 31 per minuut."""
    return (
        f"{text(f'ui.guide.finding.{name}', language)}: {_value(name, value, language)}"
    )


def _value(name: str, value: Value, language: str) -> str:
    if isinstance(value, bool):
        return text("ui.guide.yes" if value else "ui.guide.no", language).lower()
    if name == "avpu":
        return text(f"term.Consciousness.{value}", language)
    if name == "tape_size":
        return text(f"ui.guide.tape.{value}", language)
    if isinstance(value, str):
        return text(f"term.AgeBand.{value}", language)
    is_whole = float(value).is_integer()
    number = str(int(value)) if is_whole else written(round(value * 10), 1, language)
    return f"{number} {text(f'ui.guide.unit.{name}', language)}"


def path_lines(
    found: Assessment, findings: Mapping[str, Value], language: str
) -> list[str]:
    """Return every question on the way, with what was found, in order."""
    lines: list[str] = []
    for step in found.path:
        line = _step(step, findings, language)
        if line not in lines:
            lines.append(line)
    return lines


def _step(step: PathStep, findings: Mapping[str, Value], language: str) -> str:
    known = [name for name in step.asks if name in findings]
    if known and not step.assumed:
        return " · ".join(
            finding_words(each, findings[each], language) for each in known
        )
    state = text("ui.guide.assumed" if step.assumed else "ui.guide.any", language)
    lacking = next(each for each in step.asks if each not in findings)
    said = [finding_words(each, findings[each], language) for each in known]
    return " · ".join(
        [*said, f"{text(f'ui.guide.finding.{lacking}', language)}: {state}"]
    )


def change_lines(found: Assessment, language: str) -> list[str]:
    """Return what would make it more urgent, most urgent first, in a few lines."""
    by_category: dict[Category, list[str]] = {}
    asked = {each.question: each.asks for each in found.path}
    for change in found.changes:
        name = next(iter(asked[change.question]))
        flips = FINDINGS[name].least is None and not FINDINGS[name].choices
        label = text(f"ui.guide.finding.{name}", language)
        answer = text(f"ui.guide.{change.answer}", language).lower() if flips else "≠"
        words = f"{label}: {answer}" if flips else label
        held = by_category.setdefault(change.category, [])
        if words not in held:
            held.append(words)
    return [
        text(
            "ui.guide.changes",
            language,
            category=result_words(category, language),
            words=", ".join(words[:MOST_CHANGES]),
        )
        for category, words in by_category.items()
    ]


def assessed_lines(fact: TriageAssessed, language: str) -> list[str]:
    """Return a tool that was followed as the timeline shows it."""
    if fact.tool not in list(Tool):
        return [f"{fact.tool}: {fact.result or '–'}", fact.inputs]
    findings = read(fact.inputs)
    found = assess(fact.tool, findings)
    tool = tool_words(Tool(fact.tool), language)
    given = (
        result_words(Category(fact.result), language)
        if fact.result in list(Category)
        else "–"
    )
    lines = [text("ui.guide.by_tool", language, tool=tool, category=given)]
    if found.tool_version == fact.version:
        lines += path_lines(found, findings, language)
    else:
        lines += [finding_words(*each, language) for each in findings.items()]
    if fact.worst in list(Category):
        worst = result_words(Category(fact.worst), language)
        lines.append(text("ui.guide.incomplete", language, category=worst))
    return lines
