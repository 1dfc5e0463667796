import { singular } from '../layout/counts.ts';

/** What people call many things by, and the things; a word of two is written with a hyphen. */
const KINDS: readonly (readonly [called: string, things: string])[] = [
	[
		'animal creature beast 動物 生き物 どうぶつ',
		'cat kitten kitty dog puppy hound horse pony foal cow calf bull ox pig piglet hog boar sheep lamb goat rabbit ' +
			'bunny hare mouse rat hamster bear panda fox wolf lion tiger leopard cheetah jaguar panther elephant monkey ape ' +
			'chimp gorilla koala kangaroo giraffe zebra deer stag moose reindeer camel donkey mule rooster chicken cock hen ' +
			'chick duck duckling mallard bird songbird dove pigeon eagle hawk falcon owl penguin parrot swan flamingo ' +
			'peacock goose crow raven robin sparrow seagull stork ostrich turkey toucan fish goldfish shark whale dolphin ' +
			'orca octopus squid jellyfish crab lobster shrimp turtle tortoise frog toad snake lizard gecko crocodile ' +
			'alligator dinosaur dino dragon unicorn butterfly moth bee wasp ladybug beetle ant spider snail worm hedgehog ' +
			'squirrel chipmunk sloth otter seal walrus hippo hippopotamus rhino rhinoceros mammoth bison buffalo llama ' +
			'alpaca beaver badger skunk raccoon bat mole',
	],
	['pet ペット', 'cat kitten kitty dog puppy rabbit bunny hamster mouse parrot goldfish turtle'],
	[
		'bird 鳥',
		'dove pigeon eagle hawk falcon owl penguin parrot swan flamingo peacock goose crow raven robin sparrow seagull ' +
			'stork ostrich turkey toucan rooster chicken hen chick duck duckling mallard songbird',
	],
	[
		'vehicle 乗り物 車両',
		'car automobile taxi cab bus coach truck lorry van tractor motorcycle motorbike scooter moped bicycle bike train ' +
			'locomotive tram airplane plane jet helicopter rocket boat sailboat ship steamer canoe ferry submarine ufo ' +
			'fire-truck police-car ambulance sled skateboard',
	],
	[
		'building 建物',
		'house home cottage castle church tower barn hut skyscraper temple lighthouse shop school',
	],
	[
		'plant 植物',
		'tree pine palm cactus flower blossom rose tulip sunflower daisy lily bush shrub grass leaf mushroom',
	],
	['flower 花', 'blossom rose tulip sunflower daisy lily poppy orchid'],
	[
		'fruit 果物 フルーツ',
		'apple banana orange lemon grapes grape strawberry cherry watermelon pear peach pineapple mango',
	],
	[
		'person figure character human 人 人物 人々',
		'man woman boy girl child kid baby astronaut ninja farmer santa pirate knight king queen prince princess wizard ' +
			'witch doctor chef soldier robot',
	],
];
/** Things whose last word is another thing. */
const NEITHER = /(?:^| )(?:hot dog|teddy bear|toy \S+)$/u;
/** What stands behind a noun tells more about it. */
const BEHIND_NOUN =
	/ (?:with|without|wearing|holding|riding|eating|sitting|standing|lying|running|flying|sleeping|in|on|at|of|under|near|that|who|which) .*$/u;

const THINGS = new Map(
	KINDS.flatMap(([called, things]) => {
		const named = new Set(things.split(' ').map((thing) => thing.replace('-', ' ')));
		return called.split(' ').map((word) => [word, named] as const);
	}),
);

/** Whether a description (English, lower case) is one of what is called so: `red cat` of `animal`. */
export function isOfKind(description: string, called: string): boolean {
	const things = THINGS.get(called) ?? THINGS.get(singular(called));
	const noun = description.replace(BEHIND_NOUN, '');
	if (things === undefined || NEITHER.test(noun)) return false;
	const words = noun.split(' ');
	return [1, 2].some((length) => {
		const last = words.slice(-length).join(' ');
		return things.has(last) || things.has(singular(last));
	});
}
