"""Where the training scripts keep their working files and what they write."""

from __future__ import annotations

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent

#: Sprites, logs and checkpoints; never committed.
WORK = Path(os.environ.get("TAUE_TRAINING_WORK", HERE / "work"))

#: What `rasterise.mjs` wrote: `index.json` and a WebP file for each drawing.
SPRITES = WORK / "sprites"

#: The folder that holds the shipped models.
MODELS = HERE.parent / "models"
