"""Where this desk's guides come from while the assistant runs: its own syncs, or the machine's shared store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from overlay.app.child import Children
from overlay.app.library import Library
from overlay.app.shared_content import SharedContent
from overlay.app.sync import SyncSchedule, has_source
from overlay.assist import events as ev
from overlay.paths import Paths
from overlay.settings_file import Loaded

if TYPE_CHECKING:  # only the settings window, made on demand, needs it
    from overlay.app.sources import DeskSources

_PACKS = Path(__file__).parents[1] / "resources" / "packs"
DEMO_PACK = _PACKS / "demo-service"
WELCOME_PACK = _PACKS / "welcome"


class Supply:
    """Brings guides into `folder`, by processes of their own, and says when there are others than before.

    `loaded` gives the settings and the policy in use. Nothing runs before `start`.
    """

    def __init__(
        self,
        places: Paths,
        folder: Path,
        library: Library,
        post: Callable[[ev.Event], None],
        loaded: Callable[[], Loaded],
    ) -> None:
        self._places = places
        self._folder = folder
        self._library = library
        self._loaded = loaded
        self.children = Children()
        self.schedule = SyncSchedule(post, lambda: loaded().settings.sync, lambda: self.syncs)
        self._watched: SharedContent | None = None

    @property
    def shared(self) -> bool:
        """True when guides come from the machine's store, which an administrator fills."""
        return self._folder != self._places.data

    @property
    def syncs(self) -> bool:
        """True when this user fetches guides: there is a source, and no store that all users of the machine share."""
        return not self.shared and has_source(self._places, self._loaded().policy)

    @property
    def lacks_demo(self) -> bool:
        content = self._library.content
        return content is None or all(pack.id != DEMO_PACK.name for pack in content.packs())

    def start(self, changed: Callable[[], None]) -> None:
        """Begin to look for new guides. `changed` is called when the machine's store has others."""
        if self._library.problem and not self.shared:
            self.rebuild()  # made by another version of overlay, or damaged: the packs themselves are kept
        if self.shared:
            self._watched = SharedContent(self._folder, changed)
        else:
            self.schedule.follow(at_once=self._library.content is None)

    def stop(self) -> None:
        """End the processes that still run."""
        self.schedule.stop()
        self.children.stop()

    def fetch(self) -> None:
        """Get new guides now; where those there are cannot be read, prepare them anew."""
        if self._library.problem:
            self.rebuild()
        else:
            self.schedule.now()

    def rebuild(self) -> None:
        """Prepare the installed packs anew."""
        self.children.run("pack", "rebuild")

    def install_demo(self) -> None:
        """Install the demo pack, as the agent asked."""
        self.children.run("pack", "install", str(DEMO_PACK))

    def install_welcome(self) -> None:
        """Install the guide that shows how guides work, where there is none at all."""
        if not self.shared and self._library.guide_count == 0 and not self._library.problem:
            self.children.run("pack", "install", str(WELCOME_PACK))

    def sources(self) -> DeskSources:
        """Return what the settings window says of sources."""
        from overlay.app.sources import DeskSources
        from overlay.content.sync.sources import SourceList

        def titles() -> dict[str, str]:
            content = self._library.content
            return {pack.id: pack.title for pack in content.packs()} if content else {}

        config = None if self.shared else self._places.config
        followed = SourceList(config, self._places.policy_folder, self._loaded().policy.sources)
        return DeskSources(
            followed, self._folder / "sync", self.schedule, self.children, titles, shared=self.shared
        )
