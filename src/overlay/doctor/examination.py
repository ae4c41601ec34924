"""Everything the doctor examines, in the order it is reported."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct, field

from overlay.autostart import login_items
from overlay.content.sync.sources import Source
from overlay.crash_reports import crash_reports
from overlay.doctor.assistant import of_assistant
from overlay.doctor.contents import Connect, of_content, of_network, of_trust, of_version
from overlay.doctor.finding import Finding, count, warn
from overlay.doctor.login import of_login
from overlay.doctor.machine import of_machine
from overlay.doctor.personal import of_personal
from overlay.doctor.policies import of_settings
from overlay.errors import AssistantNotRunningError, AssistantSilentError
from overlay.ipc.client import ask
from overlay.paths import Paths
from overlay.policy import content_folder
from overlay.settings_file import Loaded


class Examination(Struct, frozen=True):
    """What is looked at. `connect` opens a source; `now` is the clock (UTC)."""

    places: Paths
    loaded: Loaded
    sources: Sequence[Source]
    connect: Connect
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def status(self) -> Mapping[str, Any] | None:
        """Return what the running assistant answers: None when there is none, nothing when it does not answer."""
        try:
            answer = ask(self.places.data, "status")
        except AssistantSilentError:
            return {}
        except AssistantNotRunningError:
            return None
        found = answer.get("answer")
        return found if isinstance(found, dict) else None

    def findings(self, status: Mapping[str, Any] | None) -> Iterator[Finding]:
        """Yield them; `status` is what `status` returned."""
        logins = any(source.login or source.proxy_login for source in self.sources)
        yield from of_machine(self.places.data, self.environ, logins=logins)
        yield from of_assistant(status)
        yield from of_settings(self.places, self.loaded)
        yield of_login(self.loaded, lambda: login_items(self.environ))
        yield from of_content(self.places, self.loaded.policy, sources=bool(self.sources))
        yield of_personal(self.places.data)
        folder = content_folder(self.places, self.loaded.policy)
        yield from of_version(folder, self.loaded.policy)
        yield from of_trust(folder, self.sources, self.now())
        yield from of_network(self.sources, self.connect, self.now)
        if reports := crash_reports(self.places.log):
            yield warn(
                "crash",
                f"{count(len(reports), 'report')} of a crash, the newest {reports[0].name}",
                "Give IT the bundle: overlay doctor --bundle FILE",
            )
