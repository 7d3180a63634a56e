"""Answers the needs of a step from the records, until the step lacks nothing."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from handlers import lookups
from handlers.formkit.form import Form
from handlers.formkit.step import Outcome
from handlers.formkit.world import Need, World
from handlers.turn import Turn

ROUNDS = 8


def in_world(turn: Turn, run: Callable[[World], Outcome]) -> Outcome:
    """Run a step in the world of this turn. A step is pure: run again, it only knows more."""

    def warned(filled: Form) -> Iterable[str]:
        return filled.warn(turn.store, turn.actor)

    world = World(turn.now, turn.today, warned=warned)
    for _round in range(ROUNDS):
        dry: set[Need] = set()
        outcome = run(replace(world, missing=dry))
        if not dry:
            return outcome
        world = _learned(turn, world, dry)
    return run(world)


def _learned(turn: Turn, world: World, missing: set[Need]) -> World:
    options, labels = dict(world.options), dict(world.labels)
    wanted: dict[str, set[str]] = {}
    for need in missing:
        if need.page is None:
            wanted.setdefault(need.source, set()).update(need.selected)
        else:
            options[need] = lookups.page(
                turn.store, turn.actor, need.source, need.search, need.page, need.within
            )
    for source, values in wanted.items():
        found = lookups.labels(turn.store, turn.actor, source, values)
        labels.update({(source, v): found.get(v, "（已不在名单）") for v in values})
    return replace(world, options=options, labels=labels)


