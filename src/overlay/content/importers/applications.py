"""Help of known applications: which window a page belongs to, judged by where it is in that help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from overlay.content.importers.source import Source, SourceFile

if TYPE_CHECKING:
    from overlay.content.importers.pack_folder import When

# Folders of LibreOffice's help, with what its windows call the part they show.
_LIBREOFFICE = {
    "swriter": "Writer", "scalc": "Calc", "simpress": "Impress", "sdraw": "Draw", "smath": "Math", "sdatabase": "Base",
}  # fmt: skip
_LIBREOFFICE_SHARED = frozenset({"shared", "sbasic", "schart"})

# Names that help folders have on Linux (/usr/share/help/<language>/<name>) and their programs answer to.
_PROGRAMS = {
    name: name
    for name in (
        "baobab", "brasero", "cheese", "eog", "evince", "evolution", "file-roller", "gedit", "gimp", "gnome-boxes",
        "gnome-calculator", "gnome-chess", "gnome-clocks", "gnome-contacts", "gnome-disk-utility", "gnome-maps",
        "gnome-music",
        "gnome-system-monitor", "gnome-terminal", "gnome-weather", "inkscape", "kate", "konsole", "nautilus",
        "okular", "orca",
        "rhythmbox", "scribus", "seahorse", "shotwell", "simple-scan", "thunderbird", "totem", "yelp",
    )
} | {"gimp-help": "gimp", "gimp-help-2": "gimp", "gnome-disk-utility": "gnome-disks"}  # fmt: skip


def application_of(name: str, source: Source, file: SourceFile) -> When:
    """Return the `when` for a page of a known application's help; nothing for any other."""
    if name not in ("html", "mallard", "docbook"):
        return ()
    parts = [*source.root.parts[-5:], *file.page.split("/")[:-1]]
    folders = [part.lower() for part in parts]
    if name == "html" and "text" in folders and len(known := folders[folders.index("text") + 1 :]):
        if known[0] in _LIBREOFFICE:
            title = f"*LibreOffice {_LIBREOFFICE[known[0]]}*"
            module = f"libreoffice-{_LIBREOFFICE[known[0]].lower()}"
            return ({"app": ["libreoffice"], "title": [title]}, {"app": [module]})
        if known[0] in _LIBREOFFICE_SHARED:
            return ({"app": ["libreoffice"]},)
    for folder in reversed(folders):
        if folder in _PROGRAMS:
            return ({"app": [_PROGRAMS[folder]]},)
    return ()
