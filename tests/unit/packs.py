"""Packs for tests, as small as the test needs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\5\xfe"
    b"\2\xfe\xdc\xccY\xe7\0\0\0\0IEND\xaeB`\x82"
)


def guide_text(title: str, *, front: str = "", steps: str = "1. Do it.") -> str:
    """Return the Markdown of a guide; `front` holds further lines of front matter."""
    lines = ["---", f"title: {title}", *front.strip("\n").splitlines(), "---", steps]
    return "\n".join(lines) + "\n"


def write_pack(
    folder: Path,
    pack_id: str = "demo",
    guides: Mapping[str, str] | None = None,
    *,
    version: str = "1",
    media: Mapping[str, bytes] | None = None,
    more: str = "",
) -> Path:
    """Write a pack folder; `guides` is file name below `guides/` → Markdown, `media` the same below `media/`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(
        f"id: {pack_id}\ntitle: The {pack_id} pack\nversion: '{version}'\nowner: desk\nlanguage: en\n{more}"
    )
    for name, text in (guides or {"refund.md": guide_text("Refund an order")}).items():
        path = folder / "guides" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name, data in (media or {}).items():
        path = folder / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
