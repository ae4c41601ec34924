"""The played demo: every scene on a virtual desktop, in order, with pictures in `build/demo`."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.demo.home import PICTURES, ROOT
from tools.demo.scenes import SCENES
from tools.demo.stage import Stage


def run(pictures: Path = PICTURES) -> int:
    """Play all scenes; return 0 when everything they claim happened, 1 otherwise."""
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    print(
        "No display: the demo plays on a virtual desktop of its own, with real windows and real key presses."
    )
    failures: list[str] = []
    with Stage(pictures) as stage:
        print(f"The agent works in {stage.work.name}. Pictures of each moment go to {_short(pictures)}.")
        for number, scene in enumerate(SCENES, start=1):
            title = (scene.__doc__ or scene.__name__).splitlines()[0]
            print(f"\n{number}. {title}", flush=True)
            try:
                scene(stage)
            except AssertionError as error:
                stage.say("FAILED", str(error))
                stage.picture(f"failed-{scene.__name__}", anew=False)
                failures.append(f"{title} {error}")
                if not stage.running:
                    break  # nothing more can happen
        stage.stop()
    taken = len(list(pictures.glob("*.png")))
    print(f"\n{taken} pictures in {_short(pictures)}.")
    if failures:
        print("What should have happened and did not:", *failures, sep="\n- ")
        return 1
    print("Everything happened as told. On a desktop with a screen, `make run` lets you do it yourself.")
    return 0


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
