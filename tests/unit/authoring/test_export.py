"""The exported site as files: complete, the same each time, and no text of a guide becomes markup or leads elsewhere."""

from __future__ import annotations

import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from overlay.cli import main
from overlay.content.export.folder import write_folder
from overlay.content.export.selection import select
from overlay.content.export.site import site_files
from overlay.content.format.pack import read_pack
from overlay.errors import OverlayError
from tests.unit.packs import PNG, guide_text, write_pack

DEMO = Path(__file__).parents[3] / "src/overlay/resources/packs/demo-service"


class Page(HTMLParser):
    """Tags, ids and addresses of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name != "style"
            if name == "id":
                self.ids.add(value or "")
            elif name in ("href", "src"):
                self.addresses.append(value or "")


def test_every_link_of_the_site_leads_to_a_file_and_a_place_of_it() -> None:
    files = site_files(read_pack(DEMO))
    pages = {name: Page(data.decode()) for name, data in files.items() if name.endswith(".html")}
    for name, page in pages.items():
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme:
                assert parts.scheme in ("https", "mailto"), address
                continue
            path = unquote(parts.path)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            assert target in files, (name, address)
            if parts.fragment:
                assert unquote(parts.fragment) in pages[target].ids, (name, address)


def test_the_site_is_the_same_each_time() -> None:
    assert site_files(read_pack(DEMO)) == site_files(read_pack(DEMO))


def test_the_copy_for_offline_use_names_every_file_and_changes_with_any() -> None:
    files = site_files(read_pack(DEMO))
    listed = json.loads(re.search(r"FILES = (\[.*?\]);", files["sw.js"].decode(), re.DOTALL)[1])  # type: ignore[index]
    assert {unquote(name) for name in listed} == set(files) - {"sw.js"}
    fewer = site_files(select(read_pack(DEMO), ["refund-order"]))
    version = re.compile(r'"overlay-" \+ "([0-9a-f]{16})"')
    assert version.findall(files["sw.js"].decode()) != version.findall(fewer["sw.js"].decode())


HOSTILE = '</script><script>alert(1)</script> "x" \' & <img src=x onerror=alert(1)>'


def test_no_text_of_a_guide_becomes_markup(tmp_path: Path) -> None:
    quoted = json.dumps(HOSTILE)
    steps = (
        f"1. `{HOSTILE}`\n   ![{HOSTILE}](../media/a.png)\n   ```copy\n   {HOSTILE}\n   ```\n"
        f"   > [!WARNING]\n   > `{HOSTILE}`\n\n   - [`{HOSTILE}`](#a)\n     `{HOSTILE}`\n\n## `{HOSTILE}` {{#a}}\n1. Go."
    )
    front = f"title: {quoted}\nsummary: {quoted}\nkeywords: [{quoted}]\nowner: {quoted}"
    text = f"---\n{front}\n---\n{steps}\n"
    folder = write_pack(tmp_path / "pack", guides={"a.md": text}, media={"a.png": PNG})
    pack = read_pack(folder)
    assert pack.fatal == ()
    files = site_files(pack)
    for name in ("en/index.html", "en/guides/a.html"):
        page = files[name].decode()
        found = Page(page)
        assert found.tags.count("script") == page.count("defer></script>")
        assert "onerror=alert(1)>" not in page
        assert all("://" not in address for address in found.addresses)
    assert "</" not in files["en/search.js"].decode()


def test_a_captured_name_is_a_blank_and_other_braces_stay(tmp_path: Path) -> None:
    steps = "1. Open {{case}} and {{other}}.\n   ```copy de\n   Fall {{case}}\n   ```\n"
    steps += "   ```open\n   https://a.example/{{case}}\n   ```"
    base = guide_text("A", front='when: {title: "Case {case} *"}', steps=steps)
    folder = write_pack(tmp_path / "pack", guides={"a.md": base, "a.nl.md": guide_text("B", steps=steps)})
    for lang in ("en", "nl"):
        page = site_files(select(read_pack(folder), (), [lang]))[f"{lang}/guides/a.html"].decode()
        assert "Open [case] and {{other}}." in page
        assert '<pre lang="de">Fall [case]</pre>' in page
        assert "a.example/[case]" in page
        assert 'href="https://a.example' not in page


def test_a_guide_that_is_not_translated_is_listed_in_the_language_it_has(tmp_path: Path) -> None:
    guides = {"a.md": guide_text("Only English"), "b.md": guide_text("Both"), "b.nl.md": guide_text("Beide")}
    files = site_files(read_pack(write_pack(tmp_path / "pack", guides=guides)))
    page = files["nl/index.html"].decode()
    assert (
        '<li lang="en"><a href="../en/guides/a.html">Only English <span class="lang">English</span></a></li>'
        in page
    )
    assert "nl/guides/a.html" not in files


def test_select_refuses_a_guide_that_is_not_there() -> None:
    with pytest.raises(OverlayError, match="no guide “refnd”"):
        select(read_pack(DEMO), ["refnd"])
    with pytest.raises(OverlayError, match="no guides in fr"):
        select(read_pack(DEMO), (), ["fr"])


def test_an_export_never_removes_what_lies_outside_its_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "precious.txt").write_text("x")
    write_folder(out, {"a.html": b"a", "b/c.html": b"c"}, replace=False)
    (out / "export.json").write_text(
        json.dumps({"files": ["../precious.txt", "/etc/none", "a.html", "b/c.html"]})
    )
    write_folder(out, {"a.html": b"new"}, replace=True)
    assert (tmp_path / "precious.txt").exists()
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == [
        "a.html",
        "export.json",
    ]


def test_a_site_is_made_by_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["pack", "export", "site", str(DEMO), "--out", str(out), "--json", "--lang", "nl"]) == 0
    names = json.loads(capsys.readouterr().out)["files"]
    assert "nl/guides/refund-order.html" in names
    assert not any(name.startswith(("en/", "de/")) for name in names)
    assert main(["pack", "export", "site", str(DEMO), "--out", str(out)]) == 2
