"""Writes the words that the built-in model is taught: `python training/words.py`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from captions import COLOUR_WORDS, SCENE_PHRASES, SYNONYMS, vocabulary
from paths import MODELS
from sprites import COLOURS, NOUNS


def words() -> dict[str, object]:
    """Nouns, other words for them, colours, backgrounds by scene, and whatever else captions say."""
    colours = [*COLOURS, *(word for others in COLOUR_WORDS.values() for word in others)]
    scenes = {scene: phrases for scene, (_, phrases) in SCENE_PHRASES.items()}
    phrases = [*NOUNS, *colours, *(text for group in (*SYNONYMS.values(), *scenes.values()) for text in group)]
    named = {word for phrase in phrases for word in phrase.split()}
    others = [word for word in vocabulary() if word.isalpha() and word not in named]
    return {"nouns": NOUNS, "synonyms": SYNONYMS, "colours": colours, "scenes": scenes, "others": others}


def write_words(folder: Path) -> None:
    """Writes `words.json` into a model's folder."""
    (folder / "words.json").write_text(json.dumps(words(), indent="\t") + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=MODELS / "nae")
    write_words(parser.parse_args().folder)
