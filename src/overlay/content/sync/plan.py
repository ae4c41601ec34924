"""Which packs a desk should have, given what its sources offer. Pure, so that every rule can be read and tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from overlay.content.sync.sources import Source
from overlay.content.sync.state import SyncState
from overlay.content.sync.trust import Offer, View


class Plan(Struct, frozen=True):
    """`wanted` is pack → the publication to have; `withdrawn` are packs to remove; `held` says why a pin cannot be kept."""

    wanted: Mapping[str, Offer]
    withdrawn: tuple[str, ...]
    held: tuple[str, ...]


def make_plan(sources: Sequence[Source], views: Mapping[str, View], state: SyncState) -> Plan:
    """Return what to do. `sources` come first-asked first; `views` lacks those that could not be read.

    A pack comes from the first source that offers it to this desk. What a source installed that could not be read this
    time stays as it is, whatever a later source offers: a source that is silent must not change whose words are shown.
    """
    unread = {source.name for source in sources if source.name not in views}
    wanted: dict[str, Offer] = {}
    held: list[str] = []
    kept = {pack for pack, was in state.installed.items() if was.source in unread}
    offered = set(kept)
    for source in sources:
        view = views.get(source.name)
        for pack, offers in view.packs.items() if view else ():
            if pack in offered or not offers or not _is_for(source, offers[0]):
                continue
            offered.add(pack)
            pin = state.pins.get(pack)
            offer = offers[0] if pin is None else next((o for o in offers if o.version == pin), None)
            if offer is not None:
                wanted[pack] = offer
            elif pack not in state.installed or state.installed[pack].version != pin:
                held.append(
                    f"“{pack}” is pinned to {pin}, which “{source.name}” does not offer. Nothing was changed."
                )
    refused = {pack for source in sources for pack in _refused(views.get(source.name))}
    known = {source.name for source in sources}
    withdrawn = tuple(
        sorted(
            pack
            for pack, was in state.installed.items()
            if pack not in offered and pack not in refused and pack not in state.pins and was.source in known
        )
    )
    return Plan(wanted, withdrawn, tuple(held))


def _is_for(source: Source, offer: Offer) -> bool:
    return not offer.audience or bool(set(offer.audience) & set(source.groups))


def _refused(view: View | None) -> set[str]:
    """Packs whose role was refused this time: refused is not withdrawn."""
    roles = (getattr(problem, "role", "") for problem in view.problems) if view else ()
    return {role.removeprefix("pack-") for role in roles if role.startswith("pack-")}
