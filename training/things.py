"""What the built-in model can draw: nouns, their icons in Fluent Emoji, other words for them, colours, scenes."""

from __future__ import annotations

#: noun -> icons of `fluent-emoji` that show it (the noun itself, hyphenated, where nothing is said).
_ANIMALS = """cat dog horse cow pig sheep=ewe goat rabbit mouse bear panda fox wolf lion tiger elephant monkey koala
kangaroo giraffe zebra deer camel rooster chick=baby-chick duck bird dove eagle owl penguin parrot swan flamingo
peacock goose fish=fish,tropical-fish shark whale dolphin octopus squid jellyfish crab lobster turtle frog snake lizard
crocodile dinosaur=sauropod,t-rex dragon unicorn butterfly bee=honeybee ladybug=lady-beetle ant spider snail hedgehog
squirrel=chipmunk sloth otter seal hippo=hippopotamus rhino=rhinoceros gorilla mammoth bison llama beaver skunk
raccoon bat"""
_FOOD = """apple=red-apple,green-apple banana orange=tangerine lemon grapes strawberry cherries watermelon pear peach
pineapple tomato carrot corn=ear-of-corn eggplant pepper=bell-pepper mushroom bread cheese=cheese-wedge egg pizza
hamburger hotdog=hot-dog fries=french-fries cake=birthday-cake cupcake donut=doughnut cookie icecream=soft-ice-cream
lollipop sandwich avocado broccoli taco croissant pancakes popcorn cup=hot-beverage beer=beer-mug wine=wine-glass
teapot"""
_VEHICLES = """car=automobile taxi bus truck=delivery-truck tractor motorcycle scooter=motor-scooter bicycle
train=locomotive airplane helicopter rocket boat=sailboat ship canoe ufo=flying-saucer firetruck=fire-engine
policecar=police-car ambulance sled skateboard"""
_PLACES = """house castle church building=office-building tent tree=deciduous-tree pine=evergreen-tree palmtree=palm-tree
christmastree=christmas-tree cactus fountain ferriswheel=ferris-wheel volcano mountain=mountain,snow-capped-mountain
flower=blossom,hibiscus rose tulip sunflower leaf=maple-leaf sun moon=full-moon,crescent-moon star cloud rainbow
snowman fire"""
_THINGS = """umbrella balloon gift=wrapped-gift book=closed-book pencil scissors key lock=locked hammer lightbulb=light-bulb
candle clock=alarm-clock watch phone=telephone cellphone=mobile-phone laptop television camera guitar
piano=musical-keyboard drum trumpet violin football=soccer-ball basketball hat=top-hat crown shirt=t-shirt dress
shoe=running-shoe glasses handbag backpack chair sofa=couch-and-lamp bed door mirror bathtub vase=amphora basket ladder
magnet telescope trophy kite teddybear=teddy-bear doll=nesting-dolls robot ghost pumpkin=jack-o-lantern heart=red-heart
astronaut ninja farmer santa=santa-claus"""


def _parse(text: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for word in text.split():
        noun, _, icons = word.partition("=")
        found[noun] = tuple(icons.split(",")) if icons else (noun,)
    return found


ICONS: dict[str, tuple[str, ...]] = {k: v for part in (_ANIMALS, _FOOD, _VEHICLES, _PLACES, _THINGS) for k, v in _parse(part).items()}
NOUNS: tuple[str, ...] = tuple(ICONS)

#: How a noun is written where its key runs words together; the first form is the usual one.
WRITTEN: dict[str, str] = {
    "hotdog": "hot dog",
    "icecream": "ice cream",
    "firetruck": "fire truck",
    "policecar": "police car",
    "pine": "pine tree",
    "palmtree": "palm tree",
    "christmastree": "christmas tree",
    "ferriswheel": "ferris wheel",
    "cellphone": "cell phone",
    "lightbulb": "light bulb",
    "teddybear": "teddy bear",
}

#: Other words for a noun.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "cat": ("kitten", "kitty"),
    "dog": ("puppy", "hound"),
    "rabbit": ("bunny", "hare"),
    "horse": ("pony", "foal"),
    "cow": ("cattle", "calf"),
    "pig": ("piglet", "hog"),
    "sheep": ("lamb", "ewe"),
    "bear": ("brown bear",),
    "bird": ("songbird", "red bird"),
    "duck": ("mallard",),
    "turtle": ("tortoise",),
    "car": ("automobile",),
    "bus": ("coach",),
    "airplane": ("plane", "aeroplane", "jet"),
    "house": ("home", "cottage"),
    "umbrella": ("parasol",),
    "clock": ("alarm clock",),
    "backpack": ("rucksack", "school bag", "bag"),
    "vase": ("amphora", "jar"),
    "cake": ("birthday cake",),
    "chair": ("seat", "stool"),
    "cup": ("mug", "cup of coffee", "teacup", "coffee"),
    "phone": ("telephone",),
    "flower": ("blossom",),
    "boat": ("sailboat",),
    "ship": ("steamer",),
    "train": ("locomotive", "steam train"),
    "bicycle": ("bike", "cycle"),
    "guitar": ("electric guitar",),
    "crown": ("tiara",),
    "mouse": ("rat",),
    "monkey": ("ape", "chimp"),
    "rooster": ("chicken", "cock", "hen"),
    "chick": ("baby chick",),
    "dove": ("pigeon", "white dove"),
    "swan": (),
    "crocodile": ("alligator",),
    "dinosaur": ("dino",),
    "bee": ("honeybee",),
    "ladybug": ("ladybird", "beetle"),
    "squirrel": ("chipmunk",),
    "hippo": ("hippopotamus",),
    "rhino": ("rhinoceros",),
    "bison": ("buffalo",),
    "llama": ("alpaca",),
    "orange": ("tangerine", "mandarin"),
    "cherries": ("cherry",),
    "corn": ("maize",),
    "eggplant": ("aubergine",),
    "pepper": ("bell pepper",),
    "hamburger": ("burger",),
    "fries": ("french fries", "chips"),
    "donut": ("doughnut",),
    "cookie": ("biscuit",),
    "icecream": ("ice cream cone",),
    "lollipop": ("candy", "sweet"),
    "beer": ("beer mug",),
    "wine": ("glass of wine", "wine glass"),
    "taxi": ("cab", "yellow cab"),
    "truck": ("lorry", "delivery truck"),
    "motorcycle": ("motorbike",),
    "scooter": ("moped",),
    "rocket": ("spaceship",),
    "canoe": ("rowing boat",),
    "ufo": ("flying saucer",),
    "firetruck": ("fire engine",),
    "building": ("skyscraper", "office"),
    "tent": ("camp",),
    "tree": ("oak", "oak tree"),
    "pine": ("fir", "fir tree", "evergreen"),
    "palmtree": ("palm",),
    "mountain": ("hill",),
    "leaf": ("maple leaf",),
    "snowman": (),
    "fire": ("flame", "campfire"),
    "gift": ("present",),
    "pencil": ("pen",),
    "lock": ("padlock",),
    "lightbulb": ("lamp", "bulb"),
    "watch": ("wristwatch",),
    "cellphone": ("mobile phone", "smartphone", "mobile"),
    "laptop": ("computer", "notebook"),
    "television": ("tv", "telly"),
    "piano": ("keyboard",),
    "trumpet": ("horn",),
    "violin": ("fiddle",),
    "football": ("soccer ball", "ball"),
    "hat": ("top hat",),
    "shirt": ("t-shirt", "tshirt"),
    "dress": ("gown",),
    "shoe": ("sneaker", "trainer"),
    "glasses": ("spectacles",),
    "handbag": ("purse",),
    "sofa": ("couch",),
    "bathtub": ("bath", "tub"),
    "trophy": ("prize", "cup trophy"),
    "doll": ("matryoshka",),
    "ghost": ("spirit",),
    "pumpkin": ("jack o lantern",),
    "heart": (),
    "astronaut": ("spaceman", "cosmonaut"),
    "farmer": ("gardener",),
    "santa": ("santa claus",),
}

#: What a colour word means, as the middle tone of a recoloured sprite (sRGB).
COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (222, 40, 42),
    "orange": (245, 138, 28),
    "yellow": (250, 212, 45),
    "green": (62, 168, 62),
    "blue": (45, 112, 226),
    "purple": (142, 72, 192),
    "pink": (250, 130, 182),
    "brown": (140, 86, 52),
    "black": (48, 48, 54),
    "white": (238, 238, 238),
    "grey": (146, 146, 150),
}
COLOUR_WORDS: dict[str, tuple[str, ...]] = {
    "red": ("crimson", "scarlet"),
    "grey": ("gray", "silver"),
    "purple": ("violet",),
    "blue": ("dark blue",),
    "yellow": ("golden",),
    "white": ("pale",),
}

#: Colours of the beds that seedlings are raised on, as exact as an engine asks for them.
KEY_COLOURS: dict[str, tuple[int, int, int]] = {
    "green": (0, 177, 64),
    "pink": (230, 0, 200),
    "blue": (0, 71, 187),
    "white": (255, 255, 255),
    "red": (255, 0, 0),
    "yellow": (255, 220, 0),
    "black": (0, 0, 0),
    "grey": (128, 128, 128),
}

#: scene -> (preposition that fits best, phrases).
SCENES: dict[str, tuple[str, tuple[str, ...]]] = {
    "meadow": ("on", ("a green meadow", "a meadow", "a grass field", "a grassy field", "the grass", "a green field", "a park", "a lawn")),
    "beach": ("on", ("a beach", "a sandy beach", "the beach", "a sunny beach", "the seaside")),
    "night": ("in", ("a night sky", "the night sky", "a starry sky", "a starry night", "the night")),
    "sea": ("in", ("the sea", "the ocean", "a blue sea", "the open sea")),
    "underwater": ("in", ("an underwater world", "the deep sea", "underwater", "under water", "the water")),
    "desert": ("in", ("a desert", "the desert", "a sandy desert", "sand dunes")),
    "snow": ("in", ("a snowy field", "the snow", "snow", "a snowy landscape", "a winter field", "winter")),
    "sunset": ("at", ("sunset", "a sunset", "the sunset", "a sunset sky", "dusk")),
    "room": ("in", ("a room", "a living room", "the room", "a wooden floor", "a house interior")),
    "kitchen": ("in", ("a kitchen", "the kitchen", "a table", "a kitchen table")),
    "forest": ("in", ("a forest", "the forest", "the woods", "a pine forest")),
    "autumn": ("in", ("an autumn forest", "autumn", "the fall", "fall leaves", "an autumn park")),
    "garden": ("in", ("a garden", "a flower garden", "the garden", "a field of flowers", "a flower field")),
    "farm": ("on", ("a farm", "the farm", "a field", "the fields", "a farmyard")),
    "river": ("by", ("a river", "the river", "a lake", "the lake", "a pond")),
    "road": ("on", ("a road", "the road", "a street", "the street", "a highway")),
    "city": ("in", ("a city", "the city", "a city skyline", "a town")),
    "citynight": ("in", ("a city at night", "the city at night", "a night city", "a town at night")),
    "mountains": ("in", ("the mountains", "mountains", "a mountain landscape", "the alps")),
    "sky": ("in", ("a blue sky", "the sky", "a cloudy sky", "the clouds", "the air")),
    "space": ("in", ("space", "outer space", "the universe", "the galaxy", "deep space")),
}

#: Nouns whose drawings look to the left, every one of them; a mirrored one looks to the right.
LOOK_LEFT: frozenset[str] = frozenset(
    """cat dog horse cow pig sheep goat rabbit mouse tiger elephant kangaroo giraffe zebra deer camel rooster chick duck bird dove eagle
    parrot swan flamingo goose fish shark whale dolphin turtle dinosaur dragon unicorn bee ant snail hedgehog squirrel seal hippo rhino
    gorilla mammoth bison llama beaver skunk car taxi bus truck tractor motorcycle scooter bicycle train helicopter ship firetruck
    policecar ambulance teapot""".split()
)
LOOK_RIGHT: frozenset[str] = frozenset(("rocket",))

#: Colours that are hard to see on a scene: dark on dark, light on light, green on green.
HIDDEN: dict[str, tuple[str, ...]] = {
    "night": ("black", "blue", "purple", "brown", "grey"),
    "citynight": ("black", "blue", "purple", "brown", "grey"),
    "space": ("black", "purple", "blue", "brown"),
    "underwater": ("blue", "green", "black"),
    "sea": ("blue", "white"),
    "sky": ("blue", "white"),
    "meadow": ("green", "blue"),
    "forest": ("green", "brown"),
    "snow": ("white", "grey", "blue"),
    "beach": ("yellow", "orange", "blue"),
    "desert": ("orange", "yellow", "brown"),
    "sunset": ("orange", "purple", "brown", "black"),
    "kitchen": ("brown", "white"),
    "room": ("brown", "white"),
    "road": ("grey", "black", "green"),
    "autumn": ("orange", "brown", "red"),
}
