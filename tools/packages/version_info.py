"""The version resource of the Windows programs: what Explorer, WDAC and AppLocker rules read."""

from __future__ import annotations

from tools.packages.product import LICENCE, NAME, SUMMARY, TITLE, version

COMPANY = "The overlay project"


def numbers() -> tuple[int, int, int, int]:
    """Return the version as four numbers, as Windows wants it: "0.1.0" is (0, 1, 0, 0)."""
    parts = [int(part) for part in version().split(".")[:4]]
    first, second, third, fourth = (*parts, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def text() -> str:
    """Return the resource in the form that PyInstaller reads."""
    told = {
        "CompanyName": COMPANY,
        "FileDescription": f"{TITLE}: {SUMMARY}",
        "FileVersion": version(),
        "InternalName": NAME,
        "LegalCopyright": f"{LICENCE}; see THIRD-PARTY-LICENSES.txt",
        "ProductName": TITLE,
        "ProductVersion": version(),
    }
    strings = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in told.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers()}, prodvers={numbers()}, mask=0x3F, flags=0, OS=0x40004, "
        "fileType=1, subtype=0, date=(0, 0)), kids=["
        f"StringFileInfo([StringTable('040904B0', [{strings}])]), "  # 0409 US English, 04B0 Unicode
        "VarFileInfo([VarStruct('Translation', [0x0409, 0x04B0])])])\n"
    )
