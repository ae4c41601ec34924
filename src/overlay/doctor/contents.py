"""The guides on this machine, and the sources they come from: age and trust, reachability, the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from overlay import __version__
from overlay.content.lookup import Content
from overlay.content.sync.fetch import Fetcher
from overlay.content.sync.health import SourceHealth, health
from overlay.content.sync.newer import newer_program
from overlay.content.sync.reachability import reach
from overlay.content.sync.sources import Source
from overlay.doctor.finding import Finding, count, fail, ok, warn
from overlay.errors import ContentUnavailableError
from overlay.paths import Paths
from overlay.policy import Policy, content_folder, shared_is_safe

_SOON = timedelta(days=3)
_CLOCK_OFF = timedelta(minutes=10)
Connect = Callable[[Source], Fetcher]


def of_content(places: Paths, policy: Policy, *, sources: bool) -> Iterator[Finding]:
    """Yield whether there are guides that can be read; `sources`: this desk follows one."""
    folder = content_folder(places, policy)
    if policy.shared and not shared_is_safe(places.shared):
        yield fail(
            "content",
            f"the policy wants the store of all users in {places.shared}, but others than an administrator could write it",
            "As an administrator: overlay sync --system; if it says so, give the folder back to root",
        )
    get = "overlay sync --system, as an administrator" if policy.shared else "overlay sync"
    fix = get if policy.shared else "overlay pack rebuild"
    try:
        with Content.open(folder) as content:
            packs = content.packs()
            guides = content.guide_count
            damage = content.damage()
    except ContentUnavailableError as error:
        if error.damaged:
            yield fail("content", str(error), fix)
        elif sources:
            yield fail("content", f"no guides in {folder}", f"Fetch them: {get}")
        else:
            yield warn(
                "content",
                "no guides, and no source to get them from",
                "overlay source add NAME URL --root FILE",
            )
        return
    if damage:
        yield fail("content", f"the guides in {folder} are damaged: {damage}", fix)
        return
    yield ok("content", f"{count(guides, 'guide')} in {count(len(packs), 'pack')} in {folder}")


def of_version(folder: Path, policy: Policy) -> Iterator[Finding]:
    """Yield whether a source names a newer version of the program, where the policy lets it be told."""
    newer = newer_program(folder, __version__) if policy.tell_updates else ""
    if newer:
        yield warn("version", f"{__version__}; the source names {newer}", "IT deploys it; see docs/for-it.md")
    else:
        yield ok("version", __version__)


def of_trust(folder: Path, sources: Sequence[Source], now: datetime) -> Iterator[Finding]:
    """Yield for each source until when what it said is valid, and whether its trusted root can be read."""
    for source in sources:
        yield _trust(health(folder, source), now)


def _trust(found: SourceHealth, now: datetime) -> Finding:
    name = f"source {found.source.name}"
    if found.root_problem:
        return fail(name, found.root_problem, "Put the source's root.json there, or add the source again")
    silent = f", silent since {found.silent_since}" if found.silent_since else ""
    if found.valid_until is None:
        return warn(name, f"nothing was verified yet{silent}", "overlay sync")
    words = f"{count(found.packs, 'pack')}, valid until {found.valid_until.date().isoformat()}{silent}"
    if found.valid_until < now:
        cure = "Its publisher has to renew it: overlay source refresh; or this machine's clock is wrong"
        return fail(name, f"what it said is no longer valid; {words}", cure)
    if found.root_valid_until is not None and found.root_valid_until < now + timedelta(days=30):
        day = found.root_valid_until.date().isoformat()
        return warn(
            name, f"its root is valid until {day} only; {words}", "Its publisher has to sign a new root"
        )
    if found.valid_until < now + _SOON or silent:
        return warn(name, words, "Ask its publisher whether it is kept up to date; try: overlay sync")
    return ok(name, words)


def of_network(sources: Sequence[Source], connect: Connect, now: Callable[[], datetime]) -> Iterator[Finding]:
    """Yield whether each source answers from here, through which proxy, and what its clock says."""
    offs: list[timedelta] = []
    for source in sources:
        name = f"reach {source.name}"
        through = f" through {source.proxy}" if source.proxy else ""
        found = reach(source, connect)
        if found.served is not None:
            offs.append(now() - found.served.astimezone(UTC))
        if found.problem:
            yield fail(name, f"{found.problem}{through}", found.cure)
        else:
            yield ok(name, f"{source.url}{through}")
    yield _clock(offs)


def _clock(offs: Sequence[timedelta]) -> Finding:
    if not offs:
        return ok("clock", "not compared: no source over the network answered")
    worst = max(offs, key=abs)
    if abs(worst) > _CLOCK_OFF:
        way = "ahead of" if worst > timedelta() else "behind"
        return fail(
            "clock",
            f"{_about(abs(worst))} {way} the source's",
            "Set the time: with a wrong clock valid signatures look run out, and old ones valid",
        )
    return ok("clock", "agrees with the source's")


def _about(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"
