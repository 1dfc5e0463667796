"""What is said about a scene, in many ways."""

from __future__ import annotations

import random
from dataclasses import dataclass

from things import COLOUR_WORDS, COLOURS, NOUNS, SCENES, SYNONYMS, WRITTEN

PREPOSITIONS = ("on", "in", "at", "with", "against", "over", "under", "in front of", "by")
FILLERS = (
    "cute",
    "little",
    "happy",
    "beautiful",
    "small",
    "big",
    "nice",
    "lovely",
    "large",
    "pretty",
    "funny",
    "old",
    "tiny",
    "huge",
    "shiny",
    "bright",
)
#: Words that say nothing of a size.
KIND_FILLERS = tuple(w for w in FILLERS if w not in ("little", "small", "big", "large", "tiny", "huge"))
PREFIXES = ("a picture of ", "a drawing of ", "an illustration of ", "a photo of ", "a painting of ", "an icon of ")
VOWELS = "aeiou"
P_SYNONYM, P_NO_ARTICLE, P_FILLER, P_NONSENSE, P_PREFIX = 0.2, 0.15, 0.06, 0.02, 0.04


def written(noun: str) -> str:
    return WRITTEN.get(noun, noun)


def with_article(words: str) -> str:
    return ("an " if words[0] in VOWELS else "a ") + words


def nonsense(rng: random.Random) -> str:
    return "".join(rng.choice("bcdfghjklmnprstvwz") + rng.choice(VOWELS) for _ in range(rng.randint(1, 4)))


def colour_word(colour: str, rng: random.Random) -> str:
    others = COLOUR_WORDS.get(colour, ())
    return rng.choice(others) if others and rng.random() < P_SYNONYM else colour


SMALL, LARGE = ("small", "little", "tiny"), ("big", "large", "huge")
P_SIZE = 0.2


def object_phrase(noun: str, colour: str | None, rng: random.Random, size: float | None = None, plain: bool = False) -> str:
    """`plain` leaves out fillers and the article."""
    others = SYNONYMS.get(noun, ())
    word = rng.choice(others) if others and rng.random() < P_SYNONYM else written(noun)
    words = [word] if colour is None else [colour_word(colour, rng), word]
    if plain:
        return " ".join(words)
    if size is not None and not 0.26 < size < 0.55 and rng.random() < P_SIZE:
        words.insert(0, rng.choice(SMALL if size <= 0.26 else LARGE))
    elif rng.random() < P_FILLER:
        words.insert(0, rng.choice(FILLERS if size is None else KIND_FILLERS))
    if rng.random() < P_NONSENSE:
        words.insert(rng.randint(0, len(words) - 1), nonsense(rng))
    text = " ".join(words)
    if rng.random() < P_NO_ARTICLE or text.startswith(("glasses", "fries", "chips", "grapes", "cherries", "pancakes", "popcorn")):
        return text
    return "the " + text if rng.random() < 0.05 else with_article(text)


def scene_phrase(scene: str, plain_colour: str | None, rng: random.Random) -> tuple[str, str]:
    if scene == "plain":
        name = colour_word(plain_colour, rng) if plain_colour is not None else None
        if name is None:
            return "on", rng.choice(("a plain background", "a background"))
        shapes = ("a {} background", "a plain {} background", "a {} ground", "a {} screen", "{} background")
        return "on", rng.choices(shapes, (6, 2, 1, 1, 1))[0].format(name).replace("a orange", "an orange")
    preposition, phrases = SCENES[scene]
    phrase = phrases[0] if rng.random() < 0.35 else rng.choice(phrases)
    return (rng.choice(PREPOSITIONS) if rng.random() < 0.2 else preposition), phrase


@dataclass(frozen=True)
class Said:
    """What a caption may say about an object: its noun, colour, size and centre (fractions), and "left" or "right" where it looks."""

    noun: str
    colour: str | None
    size: float
    x: float
    y: float
    looks: str | None


P_LOOKS = {"left": 0.15, "right": 0.85}
P_LOOKS_LONG = {"left": 0.5, "right": 0.95}
LONG_MOST = 4


def looking(looks: str, rng: random.Random) -> str:
    return rng.choice((f"facing {looks}", f"facing {looks}", f"looking {looks}", f"facing to the {looks}", f"looking to the {looks}"))


def place(x: float, y: float, rng: random.Random) -> str:
    """Where a centre lies, in words."""
    across = "left" if x < 0.36 else "right" if x > 0.64 else ""
    down = rng.choice(("top", "top", "upper")) if y < 0.36 else rng.choice(("bottom", "bottom", "lower")) if y > 0.64 else ""
    if across and down:
        if down in ("upper", "lower"):
            return f"on the {down} {across}"
        return rng.choice((f"at the {down} {across}", f"in the {down} {across} corner", f"on the {across}", f"at the {down}"))
    if across:
        return rng.choice((f"on the {across}", f"on the {across} side", f"to the {across}"))
    if down:
        return f"at the {'top' if down in ('top', 'upper') else 'bottom'}"
    return rng.choice(("in the middle", "in the center", "in the centre"))


def relation(a: Said, b: Said, rng: random.Random) -> str:
    """How a stands to b."""
    dx, dy = b.x - a.x, b.y - a.y
    if rng.random() < 0.2:
        return rng.choice(("next to", "near", "beside"))
    if abs(dx) > abs(dy):
        return "to the left of" if dx > 0 else "to the right of"
    return "above" if dy > 0 else "below"


def sized(size: float, rng: random.Random) -> str | None:
    if size <= 0.27:
        return rng.choice(SMALL)
    return rng.choice(LARGE) if size >= 0.5 else None


def long_phrase(said: Said, rng: random.Random, placed: bool) -> str:
    """An object with all that is known of it."""
    word = sized(said.size, rng) if rng.random() < 0.7 else None
    text = object_phrase(said.noun, said.colour, rng, None, plain=True)
    text = with_article(f"{word} {text}" if word else text)
    if said.looks is not None and rng.random() < P_LOOKS_LONG[said.looks]:
        text += " " + looking(said.looks, rng)
    return f"{text} {place(said.x, said.y, rng)}" if placed else text


def listed(phrases: list[str], rng: random.Random) -> str:
    return phrases[0] if len(phrases) == 1 else ", ".join(phrases[:-1]) + rng.choice((" and ", " and ", ", ")) + phrases[-1]


def short_phrase(said: Said, rng: random.Random) -> str:
    text = object_phrase(said.noun, said.colour, rng, said.size)
    return f"{text} {looking(said.looks, rng)}" if said.looks is not None and rng.random() < P_LOOKS[said.looks] else text


def caption(objects: list[Said], scene: str, plain_colour: str | None, rng: random.Random, long: bool = False) -> str:
    """One caption. Plain grounds are left unsaid half of the time; a long one says sizes, places and directions."""
    preposition, ground = scene_phrase(scene, plain_colour, rng)
    if not objects:
        return ground
    if long and len(objects) == 2 and rng.random() < 0.3:
        a, b = rng.sample(objects, 2)
        text = f"{long_phrase(a, rng, False)} {relation(a, b, rng)} {long_phrase(b, rng, False)}"
    elif long:
        few = len(objects) <= LONG_MOST
        phrases = [long_phrase(o, rng, few or rng.random() < 0.4) for o in objects]
        rng.shuffle(phrases)
        text = listed(phrases, rng)
    else:
        phrases = [short_phrase(o, rng) for o in objects]
        rng.shuffle(phrases)
        text = listed(phrases, rng)
    if rng.random() >= (0.55 if scene == "plain" else 0.04):
        text = f"{text} {preposition} {ground}" if rng.random() < 0.93 else f"{ground}, {text}"
    return rng.choice(PREFIXES) + text if rng.random() < P_PREFIX else text


def later_vocabulary() -> list[str]:
    """Words that later captions brought; their tokens follow those of `vocabulary`, whose numbers stay."""
    return "left right top bottom middle center centre corner upper lower facing looking above below next near beside side to of".split()


def vocabulary() -> list[str]:
    """Every word that a caption can hold, nonsense aside."""
    texts: list[str] = [*FILLERS, *PREFIXES, *PREPOSITIONS, "a an the and plain background ground screen , ."]
    texts += [*(written(n) for n in NOUNS), *NOUNS, *COLOURS]
    for others in (*SYNONYMS.values(), *COLOUR_WORDS.values()):
        texts += others
    for _, phrases in SCENES.values():
        texts += phrases
    return sorted({word for text in texts for word in text.replace("-", " - ").split()})
