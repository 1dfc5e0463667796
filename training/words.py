"""The words that the built-in model is taught: `words.json` of its folder, which completion and help read."""

from __future__ import annotations

import json
from pathlib import Path

from captions import later_vocabulary, vocabulary, written
from things import COLOUR_WORDS, COLOURS, NOUNS, SCENES, SYNONYMS


def synonyms() -> dict[str, tuple[str, ...]]:
    """Other words by noun, as both are written."""
    return {written(noun): others for noun, others in SYNONYMS.items() if others}


def words() -> dict[str, object]:
    """Nouns, other words for them, colours, backgrounds by scene, and whatever else captions say."""
    colours = [*COLOURS, *(word for others in COLOUR_WORDS.values() for word in others)]
    scenes = {scene: phrases for scene, (_, phrases) in SCENES.items()}
    nouns = [written(noun) for noun in NOUNS]
    phrases = [*nouns, *colours, *(text for group in (*synonyms().values(), *scenes.values()) for text in group)]
    named = {word for phrase in phrases for word in phrase.split()}
    others = [word for word in [*vocabulary(), *later_vocabulary()] if word.isalpha() and word not in named]
    return {"nouns": nouns, "synonyms": synonyms(), "colours": colours, "scenes": scenes, "others": list(dict.fromkeys(others))}


def write_words(folder: Path) -> None:
    """Writes `words.json` into a model's folder."""
    (folder / "words.json").write_text(json.dumps(words(), indent="\t") + "\n")
