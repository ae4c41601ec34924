"""Rows about what a program costs when nobody asks for it, and how soon after its start it can be asked."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass

from bench import processes
from bench.figures import Row, compare, spread
from bench.processes import Cost
from bench.programs import BUNDLED, COPYQ, KEEPASSXC, OURS, PROTO, Program
from bench.stage import NotSeenError, Stage, ns

_USES = 3  # shows before a program is called used
_PRESS_EVERY_S = 0.01
# What a start must not pay for; the last one is what PySide6 words errors with.
_LATE_IMPORTS = ("sqlalchemy", "markdown_it", "pynput", "shibokensupport.signature.parser")


@dataclass(frozen=True, slots=True)
class Idle:
    """A program at rest: what it cost in `seconds`, and the memory it holds then."""

    seconds: float
    wakeups: int
    cpu_ns: int
    memory: Cost
    commands: tuple[str, ...]

    @property
    def pss_mib(self) -> float:
        return self.memory.pss_kib / 1024

    def __str__(self) -> str:
        return (
            f"{self.wakeups / self.seconds:.2f} wakeups/s  {self.cpu_ns / 1e6:.1f} ms CPU in {self.seconds:.0f} s  "
            f"PSS {self.pss_mib:.1f} MiB  {self.memory.threads} threads"
        )


def idle(*, quick: bool) -> list[Row]:
    """Nothing happens for a minute after use.

    Memory is read from each program on its own first: side by side, Qt programs would share the pages that one of
    them on a desk has to pay for alone.
    """
    seconds = 10.0 if quick else 60.0
    programs = tuple(p for p in (OURS, PROTO, COPYQ, KEEPASSXC) if not p.missing)
    memory: dict[str, Cost] = {}
    rows: list[Row] = [
        Row("idle", "", f"{p.name} (not installed)") for p in (COPYQ, KEEPASSXC) if p not in programs
    ]
    measured: dict[str, Idle] = {}
    for program in programs:
        try:
            with _used(program) as stage:
                memory[program.name] = processes.cost(stage.pids, memory=True)
        except NotSeenError as error:
            if program is OURS or program is PROTO:
                raise
            rows.append(Row("idle", "", f"{program.name} (left out: {error})"))
    programs = tuple(program for program in programs if program.name in memory)
    with ExitStack() as stack:
        rest = [stack.enter_context(_used(program)) for program in programs]
        time.sleep(3 if quick else 10)  # what programs put off until nobody is looking
        pids = [stage.pids for stage in rest]
        before = [processes.cost(p) for p in pids]
        started = time.monotonic()
        time.sleep(seconds)
        lasted = time.monotonic() - started
        for stage, own, was in zip(rest, pids, before, strict=True):
            now = processes.cost(own)
            name = stage.program.name
            measured[name] = Idle(
                lasted,
                max(
                    0, now.wakeups - was.wakeups
                ),  # less than before: a thread ended and took its count along
                max(0, now.cpu_ns - was.cpu_ns),
                memory[name],
                processes.names(own),
            )
    ours, proto = measured[OURS.name], measured[PROTO.name]
    what = f"idle {seconds:.0f} s after use"
    rows.insert(0, Row(f"{what}: wakeups", f"{ours.wakeups}", "", None, "0", ours.wakeups == 0))
    rows.insert(1, Row(f"{what}: CPU", f"{ours.cpu_ns / 1e6:.2f} ms", "", None, "0", ours.cpu_ns < 500_000))
    rows.insert(2, compare("memory after use (PSS)", ours.pss_mib, proto.pss_mib, "proto", 1.25, "MiB"))
    for peer in (COPYQ, KEEPASSXC):
        if peer.name in measured:
            theirs = measured[peer.name].pss_mib
            rows.append(compare(f"memory, below {peer.name}", ours.pss_mib, theirs, peer.name, 1.0, "MiB"))
    rows += [
        Row(f"idle: {name}", str(found), data={"commands": found.commands, "pss_kib": found.memory.pss_kib})
        for name, found in measured.items()
    ]
    return rows


def _used(program: Program) -> Stage:
    """Return a stage on which the program was shown and hidden a few times and then left alone."""
    stage = Stage(program)
    try:
        for _ in range(_USES):
            stage.calibrate(stage.show)
            stage.hide_and_wait()
        stage.focus()
        stage.settle()
    except BaseException:
        stage.close()
        raise
    return stage


def cold(*, quick: bool) -> list[Row]:
    """Start → the hotkey works, ours and `proto` by turns; and what has been imported by then."""
    times = _starts((OURS, PROTO), 4 if quick else 15)
    what = "start → hotkey works"
    if not times[OURS.name] or not times[PROTO.name]:
        return [Row(what, "not measured", "proto", None, "≤ 1.4 ×", False)]
    ours, proto = spread(times[OURS.name]), spread(times[PROTO.name])
    imported = _imported()
    early = sorted(name for name in _LATE_IMPORTS if name in imported)
    return [
        compare(f"{what}, median", ours.median, proto.median, "proto", 1.4),
        Row(
            "imported by then: SQLAlchemy, markdown-it, pynput, shibokensupport",
            ", ".join(early) or f"none of {len(imported)} modules",
            "",
            None,
            "none",
            not early and bool(imported),
        ),
        Row(f"{what}: overlay", f"{ours} ms", data={"ms": times[OURS.name]}),
        Row(f"{what}: proto", f"{proto} ms", data={"ms": times[PROTO.name]}),
    ]


def bundle(*, quick: bool) -> list[Row]:
    """Start → the hotkey works, as packaged and from the virtual environment by turns."""
    what = "as packaged: start → hotkey works"
    if BUNDLED.missing:
        return [Row(what, "not built", OURS.name)]  # make packages
    times = _starts((BUNDLED, OURS), 4 if quick else 15)
    if not times[BUNDLED.name] or not times[OURS.name]:
        return [Row(what, "not measured", OURS.name, None, "≤ 1.5 ×", False)]
    packaged, ours = spread(times[BUNDLED.name]), spread(times[OURS.name])
    return [
        compare(f"{what}, median", packaged.median, ours.median, "virtual environment", 1.5),
        Row(f"{what}: packaged", f"{packaged} ms", data={"ms": times[BUNDLED.name]}),
        Row(f"{what}: virtual environment", f"{ours} ms", data={"ms": times[OURS.name]}),
    ]


def _starts(programs: tuple[Program, ...], rounds: int) -> dict[str, list[float]]:
    """Return how long each program took to its hotkey, in ms, by name; by turns, so that a busy moment hits all."""
    times: dict[str, list[float]] = {program.name: [] for program in programs}
    for _ in range(rounds):
        for program in programs:
            with Stage(program, start=False) as stage:
                started = ns()
                stage.start()
                try:
                    stage.await_window(_PRESS_EVERY_S)
                except NotSeenError as error:
                    print(f"bench: {error}", file=sys.stderr, flush=True)
                    continue
                times[program.name].append((ns() - started) / 1e6)
    return times


def _imported() -> set[str]:
    """Return the modules our program has imported when its hotkey works, as the interpreter itself tells."""
    with Stage(OURS, start=False) as stage:
        told = stage.desk.home / "imports.txt"
        program = Program(
            OURS.name,
            ("sh", "-c", f'exec "{OURS.command[0]}" 2>"{told}"'),
            env={"PYTHONPROFILEIMPORTTIME": "1"},
        )
        stage.program = program
        stage.start()
        stage.await_window(_PRESS_EVERY_S)
        lines = told.read_text("utf-8", "replace").splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
