"""No path records a kind without its grant: a refusal in words, or a mark beside it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from app.care.power import DOUBTFUL, RECOGNISED, Standing
from app.care.refusal import Refusal
from app.care.staff import MAY, may
from app.care.terms import Role
from app.catalogue import ANY, KINDS, STREAMS
from app.commands.power import recorded
from app.i18n import LANGUAGES
from app.store.queries.power import Powers
from app.ui.words import refused
from sync.event import ERASURE, Event
from tests.support.post import actor, memory_post
from tests.support.powers import DAY_MS, Region
from tests.test_catalogue import filled

COMMANDS = Path(__file__).parent.parent / "app" / "commands"
ASKS = {"acting", "recorded"}
NEEDS_NOBODYS_LEAVE = {
    "first_person": "there is nobody yet who could give it",
    "share_packs": "what was published is told again, as it was said",
}


def _calls(function: ast.AST) -> set[str]:
    return {
        each.func.id if isinstance(each.func, ast.Name) else each.func.attr
        for each in ast.walk(function)
        if isinstance(each, ast.Call)
        and isinstance(each.func, ast.Name | ast.Attribute)
    }


def _whole(name: str, module: dict[str, set[str]]) -> set[str]:
    """Return what a function calls, by way of others in its module too."""
    found, waiting = set[str](), [name]
    while waiting:
        new = module.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def test_every_command_that_records_asks_who_may() -> None:
    silent = set()
    for path in COMMANDS.glob("*.py"):
        body = ast.parse(path.read_text("utf-8")).body
        functions = [each for each in body if isinstance(each, ast.FunctionDef)]
        module = {each.name: _calls(each) for each in functions}
        for name in module:
            called = _whole(name, module)
            is_command = not name.startswith("_")
            if is_command and "record" in called and not ASKS & called:
                silent.add(name)

    assert silent == set(NEEDS_NOBODYS_LEAVE)


@pytest.mark.parametrize("role", Role)
def test_every_kind_is_refused_in_words_or_judged(role: Role) -> None:
    post = memory_post()
    region = Region(post)
    region.govern()
    by = actor(post, role)
    marked = 0

    for kind in KINDS:
        if kind.stream == ANY or kind.name == ERASURE:
            continue
        stream = STREAMS[kind.stream].start + b"S" * 16
        body = filled(kind.form)

        def command(desk, stream=stream, body=body) -> Event:  # type: ignore[no-untyped-def]
            return recorded(desk, by, stream, body)

        if not may(role, kind.name):
            with pytest.raises(Refusal) as why:
                post.write_now(command)
            assert all(refused(why.value, language) for language in LANGUAGES)
            continue
        event = post.write_now(command)
        power = post.read_now(
            lambda db, name=kind.name, body=body, event=event: Powers(db).of_fact(
                event.actor, name, body, post.clock.now_ms()
            )
        )
        assert power is not None
        told = power.standing is Standing.TOLD
        marked += power.standing in DOUBTFUL
        assert role not in RECOGNISED or told or power.standing in DOUBTFUL

    assert marked or role not in RECOGNISED
    region.close()
    post.close()


@pytest.mark.parametrize("role", RECOGNISED)
def test_whose_grant_expired_or_was_withdrawn_is_refused_in_words(role: Role) -> None:
    post = memory_post()
    region = Region(post)
    by = actor(post, role)
    until = post.clock.now_ms() + DAY_MS
    grant = region.recognise(by, role=role, until_ms=until)
    lost = MAY[role] - MAY[Role.FIRST_AIDER]
    forms = {kind.name: kind for kind in KINDS}

    def keys() -> set[str]:
        found = set()
        for name in sorted(lost):
            kind = forms[name]
            stream = STREAMS[kind.stream].start + b"S" * 16
            body = filled(kind.form)
            with pytest.raises(Refusal) as why:
                post.write_now(
                    lambda desk, stream=stream, body=body: recorded(
                        desk, by, stream, body
                    )
                )
            found.add(why.value.key)
            said = {refused(why.value, language) for language in LANGUAGES}
            assert len(said) == len(LANGUAGES)
            assert all("{" not in words for words in said)
        return found

    post.clock.advance(DAY_MS)  # type: ignore[attr-defined]
    expired = keys()
    region.withdraw(by, grant)
    withdrawn = keys()

    assert lost
    assert (expired, withdrawn) == ({"power_expired"}, {"power_withdrawn"})
    region.close()
    post.close()
