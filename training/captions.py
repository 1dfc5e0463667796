"""Captions: what is said about a scene, in many ways."""

from __future__ import annotations

import random

#: Other words for a noun. The first, canonical, word is the noun itself.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "cat": ("kitten", "kitty"),
    "dog": ("puppy", "hound"),
    "rabbit": ("bunny", "hare"),
    "horse": ("pony",),
    "cow": ("cattle",),
    "pig": ("piglet",),
    "sheep": ("lamb",),
    "bear": ("teddy bear", "brown bear"),
    "bird": ("songbird",),
    "duck": ("mallard",),
    "turtle": ("tortoise",),
    "car": ("automobile",),
    "bus": ("coach",),
    "airplane": ("plane", "aeroplane", "jet"),
    "house": ("home", "cottage"),
    "umbrella": ("parasol",),
    "clock": ("alarm clock",),
    "backpack": ("rucksack", "school bag"),
    "vase": ("amphora", "jar"),
    "cake": ("birthday cake",),
    "chair": ("seat", "stool"),
    "cup": ("mug", "cup of coffee", "teacup"),
    "phone": ("telephone", "cell phone"),
    "flower": ("sunflower", "blossom"),
    "boat": ("sailboat", "ship"),
    "train": ("locomotive", "steam train"),
    "bicycle": ("bike", "cycle"),
    "guitar": ("electric guitar",),
    "crown": ("tiara",),
}

#: Other words for a colour.
COLOUR_WORDS: dict[str, tuple[str, ...]] = {
    "red": ("crimson", "scarlet"),
    "grey": ("gray",),
    "purple": ("violet",),
    "blue": ("dark blue",),
}

#: (preposition that fits best, phrases) per scene.
SCENE_PHRASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "meadow": ("on", ("a green meadow", "a meadow", "a grass field", "a grassy field", "the grass", "a green field")),
    "beach": ("on", ("a beach", "a sandy beach", "the beach", "a sunny beach")),
    "night": ("in", ("a night sky", "the night sky", "a starry sky", "a starry night", "the night")),
    "sea": ("in", ("the sea", "the ocean", "the water", "a blue sea", "a lake")),
    "desert": ("in", ("a desert", "the desert", "a sandy desert", "sand dunes")),
    "snow": ("in", ("a snowy field", "the snow", "snow", "a snowy landscape", "a winter field")),
    "sunset": ("at", ("sunset", "a sunset", "the sunset", "a sunset sky")),
    "room": ("in", ("a room", "a living room", "the room", "a wooden floor")),
    "forest": ("in", ("a forest", "the forest", "the woods", "a pine forest")),
    "road": ("on", ("a road", "the road", "a street", "the street")),
    "city": ("in", ("a city", "the city", "a city skyline", "a town")),
    "mountains": ("in", ("the mountains", "mountains", "a mountain landscape")),
    "sky": ("in", ("a blue sky", "the sky", "a cloudy sky", "the clouds")),
}

PREPOSITIONS = ("on", "in", "at", "with", "against", "over", "under", "in front of")
FILLERS = ("cute", "little", "happy", "beautiful", "small", "big", "nice", "lovely", "large", "pretty", "funny", "old")
PREFIXES = ("a picture of ", "a drawing of ", "an illustration of ", "a photo of ", "a painting of ")
VOWELS = "aeiou"

P_SYNONYM = 0.2
P_NO_ARTICLE = 0.12
P_FILLER = 0.06
P_NONSENSE = 0.02
P_PREFIX = 0.04


def with_article(words: str) -> str:
    """`a cat`, `an owl`."""
    return ("an " if words[0] in VOWELS else "a ") + words


def nonsense(rng: random.Random) -> str:
    """A word that means nothing, so that unknown words learn to mean nothing."""
    return "".join(rng.choice("bcdfghjklmnprstvwz") + rng.choice(VOWELS) for _ in range(rng.randint(1, 4)))


def colour_word(colour: str, rng: random.Random) -> str:
    others = COLOUR_WORDS.get(colour, ())
    return rng.choice(others) if others and rng.random() < P_SYNONYM else colour


def object_phrase(noun: str, colour: str | None, rng: random.Random) -> str:
    """`a red cat`, `blue kitten`, `a cute dog`."""
    others = SYNONYMS.get(noun, ())
    word = rng.choice(others) if others and rng.random() < P_SYNONYM else noun
    words = [word] if colour is None else [colour_word(colour, rng), word]
    if rng.random() < P_FILLER:
        words.insert(0, rng.choice(FILLERS))
    if rng.random() < P_NONSENSE:
        words.insert(rng.randint(0, len(words) - 1), nonsense(rng))
    text = " ".join(words)
    if rng.random() < P_NO_ARTICLE:
        return text
    return "the " + text if rng.random() < 0.05 else with_article(text)


def scene_phrase(scene: str, plain_colour: str | None, rng: random.Random) -> tuple[str, str]:
    """(preposition, phrase) of a background; plain grounds are named by their colour."""
    if scene == "plain":
        name = colour_word(plain_colour, rng) if plain_colour is not None else None
        if name is None:
            return "on", rng.choice(("a plain background", "a background"))
        shapes = ("a {} background", "a plain {} background", "a {} ground", "a {} screen", "{} background")
        return "on", rng.choices(shapes, (6, 2, 1, 1, 1))[0].format(name).replace("a orange", "an orange")
    preposition, phrases = SCENE_PHRASES[scene]
    phrase = phrases[0] if rng.random() < 0.35 else rng.choice(phrases)
    return (rng.choice(PREPOSITIONS) if rng.random() < 0.2 else preposition), phrase


def caption(
    objects: list[tuple[str, str | None]],
    scene: str,
    plain_colour: str | None,
    rng: random.Random,
) -> str:
    """One caption of a scene: `objects` are (noun, colour or None). Plain grounds are left unsaid half of the time."""
    preposition, ground = scene_phrase(scene, plain_colour, rng)
    if not objects:
        return ground
    phrases = [object_phrase(noun, colour, rng) for noun, colour in objects]
    rng.shuffle(phrases)
    if len(phrases) == 1:
        text = phrases[0]
    else:
        text = ", ".join(phrases[:-1]) + rng.choice((" and ", " and ", ", ")) + phrases[-1]
    unsaid = 0.55 if scene == "plain" else 0.04
    if rng.random() >= unsaid:
        text = f"{text} {preposition} {ground}"
    return rng.choice(PREFIXES) + text if rng.random() < P_PREFIX else text


def vocabulary() -> list[str]:
    """Every word that a caption can hold, nonsense aside."""
    texts: list[str] = [*FILLERS, *PREFIXES, *PREPOSITIONS, "a an the and plain background ground screen , ."]
    from sprites import COLOURS, NOUNS

    texts += [*NOUNS, *COLOURS]
    for others in (*SYNONYMS.values(), *COLOUR_WORDS.values()):
        texts += others
    for _, phrases in SCENE_PHRASES.values():
        texts += phrases
    return sorted({word for text in texts for word in text.split()})
