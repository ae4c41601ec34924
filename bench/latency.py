"""Rows about time to pixels. All programs run side by side, each on a desktop of its own, and take turns at each press,
so that whatever else the machine does hits all of them.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace

from bench import large_pack
from bench.figures import Row, Spread, compare, spread
from bench.programs import FLOOR, HOTKEY_PEERS, OURS, PROTO, PROTO_BYPASS, TINT2, Program
from bench.stage import NotSeenError, Sighting, Stage, stages

_MAX_MISSES = 5


class Series:
    """The sightings of one program in one row."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.name = stage.program.name
        self.full_ms: list[float] = []
        self.first_ms: list[float] = []
        self.misses = 0
        self.column = ""

    def take(self, measure: Callable[[Stage], Sighting]) -> None:
        try:
            seen = measure(self.stage)
        except NotSeenError as error:
            self.misses += 1
            print(f"bench: {error}", file=sys.stderr, flush=True)
            return
        self.full_ms.append(seen.full_ms)
        self.first_ms.append(seen.first_ms)

    @property
    def gave_up(self) -> bool:
        return self.misses > _MAX_MISSES

    @property
    def spread(self) -> Spread | None:
        return spread(self.full_ms) if self.full_ms else None

    def data(self) -> dict[str, object]:
        return {
            "full_ms": [round(v, 3) for v in self.full_ms],
            "first_ms": [round(v, 3) for v in self.first_ms],
            "misses": self.misses,
            "column": self.column,
        }


def press(stage: Stage) -> Sighting:
    """Press, time, hide."""
    try:
        return stage.time_key()
    finally:
        stage.hide_and_wait()


def press_after_change(stage: Stage) -> Sighting:
    """A case never seen comes to the front 0–50 ms before the press."""

    def change() -> None:
        stage.next_case()
        time.sleep(random.uniform(0, 0.05))

    try:
        return stage.time_key(change)
    finally:
        stage.hide_and_wait()


def _calibrated(found: Sequence[Stage], trigger: Callable[[Stage], None]) -> list[Series]:
    """Return a series for each stage that reacts to `trigger`, after two rounds of warming up."""
    ready = []
    for stage in found:
        series = Series(stage)
        try:
            for _ in range(3):
                series.column = str(stage.calibrate(lambda stage=stage: trigger(stage)))  # type: ignore[misc]
                if stage.program.hide:
                    stage.hide_and_wait()
                    time.sleep(0.3)
        except NotSeenError as error:
            print(f"bench: {stage.program.name}: {error}", file=sys.stderr, flush=True)
            continue
        stage.focus()
        ready.append(series)
    return ready


def _rounds(all_series: Sequence[Series], rounds: int, measure: Callable[[Stage], Sighting]) -> None:
    for _ in range(rounds):
        for series in all_series:
            if not series.gave_up:
                series.take(measure)


def _of(all_series: Sequence[Series], program: Program) -> Spread | None:
    return next((s.spread for s in all_series if s.name == program.name), None)


def _missing(what: str, names: Sequence[str]) -> list[Row]:
    return [Row(what, "", name, None, "", None) for name in names]


def _listed(what: str, all_series: Sequence[Series]) -> list[Row]:
    return [
        Row(f"{what}: {s.name}", f"{s.spread} ms" if s.spread else "no pixels", data=s.data())
        for s in all_series
    ]


def hotkey(*, quick: bool) -> list[Row]:
    """Hotkey → all pixels: the same window, and a case that came just before the press."""
    rounds = 15 if quick else 100
    with ExitStack() as stack:
        found, missing = stages((OURS, PROTO, PROTO_BYPASS, FLOOR, *HOTKEY_PEERS))
        for stage in found:
            stack.callback(stage.close)
        ready = _calibrated(found, lambda stage: stage.show())
        core = [s for s in ready if s.stage.program in (OURS, PROTO, PROTO_BYPASS, FLOOR)]
        # Peers are so much slower that fewer rounds tell; ours and proto take part in all.
        _rounds(ready, rounds // 3, press)
        _rounds(core, rounds - rounds // 3, press)
        what = "hotkey → pixels"
        rows = _against_proto(what, ready, lambda s: s.median, "median", 1.3)
        ours = _of(ready, OURS)
        for peer in HOTKEY_PEERS:
            theirs = _of(ready, peer)
            if ours and theirs:
                rows.append(
                    compare(f"{what}, median, below {peer.name}", ours.median, theirs.median, peer.name, 1.0)
                )
        rows += _listed(what, ready) + _missing(what, [*missing, *_silent(found, ready)])

        changed = [Series(s.stage) for s in ready if s.stage.program in (OURS, PROTO, PROTO_BYPASS)]
        _rounds(changed, rounds, press_after_change)
        what = "title, then hotkey → pixels"
        rows += _against_proto(what, changed, lambda s: s.p95, "p95", 2.0)
        rows += _listed(what, changed)
    return rows


def _silent(found: Sequence[Stage], ready: Sequence[Series]) -> list[str]:
    names = {series.name for series in ready}
    return [f"{s.program.name} (showed nothing)" for s in found if s.program.name not in names]


def _against_proto(
    what: str, ready: Sequence[Series], of: Callable[[Spread], float], word: str, at_most: float
) -> list[Row]:
    ours, proto = _of(ready, OURS), _of(ready, PROTO)
    if ours is None or proto is None:
        return [Row(f"{what}, {word}", "not measured", "proto", None, f"≤ {at_most:g} ×", False)]
    row = compare(f"{what}, {word}", of(ours), of(proto), "proto", at_most)
    return [replace(row, data={"ours": asdict(ours), "proto": asdict(proto)})]


def follow(*, quick: bool) -> list[Row]:
    """Title change → the open panel shows the new match; beside the task bar of tint2."""
    rounds = 15 if quick else 80
    what = "title → open panel follows"
    with ExitStack() as stack:
        found, missing = stages((OURS, PROTO, TINT2))
        for stage in found:
            stack.callback(stage.close)
            if stage.program.chord:
                stage.show()
                stage.settle()
        ready = []
        for stage in found:
            series = Series(stage)
            try:
                for _ in range(3):
                    series.column = str(stage.calibrate(stage.next_case))
            except NotSeenError as error:
                print(f"bench: {stage.program.name}: {error}", file=sys.stderr, flush=True)
                continue
            ready.append(series)

        def change(stage: Stage) -> Sighting:
            time.sleep(random.uniform(0.05, 0.2))
            return stage.time_title()

        _rounds(ready, rounds, change)
        ours, tint2 = _of(ready, OURS), _of(ready, TINT2)
        rows = [
            compare(f"{what}, median", ours.median, tint2.median, "tint2", 3.0)
            if ours and tint2
            else Row(f"{what}, median", "not measured", "tint2", None, "≤ 3 ×", False)
        ]
        return rows + _listed(what, ready) + _missing(what, [*missing, *_silent(found, ready)])


def long_guide(*, quick: bool) -> list[Row]:
    """Hotkey → pixels of a guide of 60 steps and 5 images, beside one of 5 steps, by turns in one assistant."""
    rounds = 15 if quick else 60
    what = "guide of 60 steps with 5 images"
    with Stage(OURS) as stage:
        both = {topic: Series(stage) for topic in (large_pack.SHORT, large_pack.LONG)}
        for topic, series in both.items():
            stage.next_case(topic)
            stage.settle(0.3)
            for _ in range(2):
                series.column = str(stage.calibrate(stage.show))
                stage.hide_and_wait()
        for _ in range(rounds):
            for topic, series in both.items():
                stage.next_case(topic)
                stage.settle(0.3)
                series.take(press)
        short, long = both[large_pack.SHORT].spread, both[large_pack.LONG].spread
        if short is None or long is None:
            return [Row(what, "not measured", "5 steps", None, "≤ 1.5 ×", False)]
        rows = [compare(f"{what}, median", long.median, short.median, "5 steps", 1.5)]
        return rows + [
            Row(f"{what}: {topic}", f"{series.spread} ms", data=series.data())
            for topic, series in both.items()
        ]
