"""Every stage once, on drawings of its own, in about a minute of one core: `python training/rehearse.py`.

Nothing is learned and nothing is left behind. It says whether the code still runs from the first sprite to a model folder
that agrees with torch, and from there on.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
#: Stages that follow each other, each from what the one before has left.
STAGES = (
    ("train.py", "autoencoder", "--scratch"),
    ("train.py", "decoder"),
    ("train.py", "unet", "--begin", "0"),
    ("train.py", "unet"),
    ("train.py", "detector"),
)
SCENERY = (
    "cloud sun full-moon crescent-moon ringed-planet globe-showing-europe-africa evergreen-tree deciduous-tree palm-tree cactus rock tulip rose "
    "sunflower blossom hibiscus herb seedling coral maple-leaf fallen-leaf mushroom house potted-plant framed-picture comet spiral-shell"
).split()


def drawing(rng: random.Random) -> Image.Image:
    image = Image.new("RGBA", (40, rng.randint(24, 56)))
    colour = tuple(rng.randint(40, 250) for _ in range(3))
    ImageDraw.Draw(image).ellipse((0, 0, image.width - 1, image.height - 1), fill=(*colour, 255), outline=(20, 20, 20, 255), width=3)
    return image


def draw_sprites(folder: Path) -> None:
    """An ellipse for each noun of each artist, in the form in which `rasterise.mjs` leaves drawings."""
    from sprites import DETECTOR_SETS, HELD_OUT_SETS
    from things import NOUNS

    folder.mkdir(parents=True)
    rng, rows = random.Random(0), []
    wanted = [(noun, artist, noun) for artist in (*DETECTOR_SETS, *HELD_OUT_SETS) for noun in NOUNS[:12]] + [
        ("scenery", "scenery", icon) for icon in SCENERY
    ]
    for n, (noun, artist, icon) in enumerate(wanted):
        image = drawing(rng)
        image.save(folder / f"{n}.webp", lossless=True)
        rows.append({"noun": noun, "set": artist, "icon": icon, "file": f"{n}.webp", "width": image.width, "height": image.height})
    (folder / "index.json").write_text(json.dumps(rows))


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        draw_sprites(work / "sprites")
        # One thread for each library: on a busy machine a dozen of them only wait for each other.
        environment = {**os.environ, "TAUE_TRAINING_WORK": temporary, "OMP_NUM_THREADS": "1"}

        def run(script: str, *arguments: str) -> None:
            print(script, *arguments, flush=True)
            subprocess.run([sys.executable, str(HERE / script), *arguments], env=environment, check=True)

        for script, stage, *others in STAGES:
            run(script, stage, "--tiny", "--minutes", "0.001", *others)
        folder = work / "model"
        run("export.py", "--folder", str(folder), "--checkpoint", str(work / "weights"))
        run("check_export.py", str(folder))
        run("train.py", "unet", "--tiny", "--minutes", "0.001", "--init", str(folder))
        run("export_detector.py", "--folder", str(work / "judge"), "--weights", str(work / "detector.pt"), "--report", str(work / "detector.json"))
    print("rehearsed")


if __name__ == "__main__":
    main()
