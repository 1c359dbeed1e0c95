"""What a form keeps of a triage tool that is followed: a draft like the rest of it."""

from __future__ import annotations

from app.care.guided import Guided, offered, read
from app.care.triage import Tool
from app.ui.typed import Typed


def guided_of(typed: Typed) -> Guided | None:
    """Return the tool that was followed in a form, or None."""
    name, said = typed.text("tool"), typed.text("inputs")
    return Guided(Tool(name), read(said)) if said and name in list(Tool) else None


def take_result(typed: Typed) -> None:
    """Put what the tool gave into the form; a person saves it, or chooses another."""
    guided = guided_of(typed)
    given = guided and offered(guided.assessment)
    typed.pick("category", given.value if given else "")


def clear_guide(typed: Typed) -> None:
    """Forget the tool and its category: a person's own choice follows."""
    for name in ("tool", "inputs", "skipped"):
        typed.write(name, "")
    typed.pick("category", "")
