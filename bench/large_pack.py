"""A pack as a large organisation has it: 10,000 guides with 100,000 rules, in a vocabulary as skewed as a language's.

    python -m bench.large_pack        (builds it; prints where)

Written as Markdown, checked and installed by `overlay pack install` like any other. Building takes a while, so the
installed content is kept in build/ under the hash of what made it.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import match_rules

GUIDES = 10_000
RULES = 100_000
TOPICS = 400  # guides of which the bench's windows can show a case
WINDOW = "Northwind CRM"

_ROOT = Path(__file__).parents[1]
_VERBS = ("Refund", "Replace", "Cancel", "Explain", "Correct", "Move", "Confirm", "Escalate")
_KINDS = ("order", "invoice", "contract", "parcel", "payment", "visit", "meter", "account", "policy", "claim")
_AREAS = ("abroad", "by phone", "after death", "for companies", "in dispute")
LONG, SHORT = "Inspect sixty steps", "Inspect five steps"


def topics() -> tuple[str, ...]:
    """Return the subjects of cases, each with a guide of its own."""
    return tuple(f"{verb} {kind} {area}" for verb in _VERBS for kind in _KINDS for area in _AREAS)


def title(case: int, topic: str) -> str:
    """Return the title of a window that shows this case."""
    return f"Case {case} · {topic} · {WINDOW}"


def put_into(data: Path) -> None:
    """Make `data` the data folder of an assistant that has the pack installed (the content is linked, never written)."""
    data.mkdir(parents=True, exist_ok=True)
    for file in (installed() / "data").iterdir():
        if file.name.startswith("content") and not file.name.endswith(".lock"):
            (data / file.name).symlink_to(file)


def installed() -> Path:
    """Return an OVERLAY_HOME with the pack installed; builds it when there is none for this code."""
    home = _ROOT / "build" / f"bench-home-{_key()}"
    if (home / "data" / "content.current").exists():
        return home
    print(f"bench: building {GUIDES:,} guides with {RULES:,} rules, once", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        fresh = home.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        subprocess.run(
            [str(Path(sys.executable).with_name("overlay")), "pack", "install", folder, "--json"],
            env={**os.environ, "OVERLAY_HOME": str(fresh)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        for old in home.parent.glob("bench-home-*"):
            if old != fresh:
                shutil.rmtree(old)
        fresh.rename(home)
    return home


def _key() -> str:
    """Name the content by what it is made from: this generator, and what decides how content is stored."""
    store = _ROOT / "src" / "overlay" / "content" / "store"
    made_from = [Path(__file__)]
    made_from += [store / name for name in ("generations.py", "guide_json.py", "models.py", "rule_models.py")]
    digest = hashlib.sha256(inspect.getsource(match_rules.Maker).encode())
    for file in made_from:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def write(folder: Path) -> None:
    """Write the pack's source into `folder`."""
    (folder / "pack.yaml").write_text("id: bench\ntitle: Bench\nversion: 1.0.0\nowner: bench\nlanguage: en\n")
    media = folder / "media"
    media.mkdir()
    for number in range(1, 6):
        (media / f"screen-{number}.png").write_bytes(_png(640, 360, number))
    for path, text in _guides():
        file = folder / "guides" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def _guides() -> Iterator[tuple[str, str]]:
    maker = match_rules.Maker(match_rules.SEED)
    dice = random.Random(match_rules.SEED)
    special = [(f"cases/{_slug(t)}.md", _case_guide(t)) for t in topics()]
    special.append(("cases/long.md", _long_guide(LONG, steps=60, images=5)))
    special.append(("cases/short.md", _long_guide(SHORT, steps=5, images=0)))
    special.append(("cases/any.md", _any_guide()))
    yield from special
    others = GUIDES - len(special)
    left = RULES - len(special)
    for number in range(others):
        rules = left // (others - number)
        left -= rules
        when = [maker.rule().when for _ in range(rules)]
        yield f"{number % 50:02}/guide-{number:05}.md", _other_guide(maker, dice, when)


def _front(title_: str, when: list[dict[str, Any]]) -> str:
    # JSON is YAML, and quotes every value.
    entries = "".join(f"  - {json.dumps(entry, ensure_ascii=False)}\n" for entry in when)
    return f"---\ntitle: {json.dumps(title_, ensure_ascii=False)}\nowner: bench\nwhen:\n{entries}---\n"


def _case_guide(topic: str) -> str:
    rule = {"app": ["benchclient", "chrome"], "title": f"Case {{case}} · {topic} · *"}
    return _front(topic, [rule]) + (
        f"1. Open case {{{{case}}}} and read **{topic}** from the first line.\n"
        "   > [!WHY]\n   > The first line says what the customer asked; the rest is history.\n"
        "2. Compare the amount with the order.\n"
        "   > [!CONFIRM]\n   > The amount of case {{case}} is at most **€ 250**.\n"
        "3. How did the customer pay?\n   - [By card](#card)\n   - [On invoice](#invoice)\n"
        "4. Write what you did into the case.\n"
        "   ```copy\n   Checked and settled; the customer of case {{case}} knows when.\n   ```\n"
        "5. Tell the customer when the money arrives.\n"
        "   > [!TIP]\n   > Say the day, not the number of days.\n"
        "6. Close case {{case}}.\n\n"
        "## Card\n\n1. Choose **Refund to card**.\n2. Check the date.\n\n"
        "## Invoice\n\n1. Choose **Write off**.\n2. Send the note.\n"
    )


def _any_guide() -> str:
    """A second match for every case, as a front desk has it."""
    rule = {"title": f"Case {{case}} · * · {WINDOW}"}
    return _front("Greet the customer", [rule]) + "1. Say your name.\n2. Ask how you can help.\n"


def _long_guide(topic: str, steps: int, images: int) -> str:
    rule = {"app": "benchclient", "title": f"Case {{case}} · {topic} · *"}
    rows = []
    for number in range(1, steps + 1):
        rows.append(f"{number}. Check point {number} of case {{{{case}}}} and write down what you **see**.\n")
        if number <= images:
            rows.append(f"   ![Screen {number}](../../media/screen-{number}.png)\n")
    return _front(topic, [rule]) + "".join(rows)


def _other_guide(maker: match_rules.Maker, dice: random.Random, when: list[dict[str, Any]]) -> str:
    steps = "".join(
        f"{number}. {' '.join(maker.words(9)).capitalize()} **{maker.words(1)[0]}**.\n"
        for number in range(1, dice.randint(3, 9))
    )
    return _front(" ".join(maker.words(4)).capitalize(), when) + steps


def _slug(topic: str) -> str:
    return topic.lower().replace(" ", "-")


def _png(width: int, height: int, seed: int) -> bytes:
    """Return a picture with edges and gradients, as a screenshot has them (PNG, RGB)."""
    dice = random.Random(seed)
    bars = [(dice.randrange(width), dice.randrange(40, 200), dice.randbytes(3)) for _ in range(24)]
    rows = bytearray()
    for y in range(height):
        row = bytearray(b"".join(bytes((x * 255 // width, y * 255 // height, 200)) for x in range(width)))
        for x, length, colour in bars:
            if (y // 15 + x) % 3 == 0:
                end = min(x + length, width)
                row[x * 3 : end * 3] = colour * (end - x)
        rows += b"\0" + row
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


if __name__ == "__main__":
    print(installed())
