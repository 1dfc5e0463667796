/**
 * Freezes what the language itself brings, so that no text of a stranger can change what every object inherits.
 * Every process and thread that we start imports this before anything else. It is the second wall: the first is
 * that keys from outside only go into parsed values, Maps and objects without a parent.
 *
 * In JavaScript a frozen property can't be assigned on whatever inherits it either (`error.name = …`,
 * `Sub.prototype.toString = …`), and libraries do that. The names that they assign become accessors which define
 * the property on the object itself. `constructor` of arrays, promises, typed arrays and regular expressions stays
 * as it is: V8 gives its fast paths up when it becomes an accessor. `RegExp.prototype` is left alone: frozen, every
 * regular expression in the program takes V8's slow path (a split by `/,/` six times as long), and no key from outside
 * is ever looked up in one.
 */

const NAMES_OF_ERRORS = ['constructor', 'name', 'message', 'toString'];

/**
 * What libraries assign on objects that inherit it. Kept short: some copy the language's methods at their start
 * and take an accessor for no method at all (`call`, `push`, `hasOwnProperty`). discord.js' event emitter
 * copies `replaceAll` together with whether it can be written, and then writes it.
 */
const ASSIGNED: ReadonlyMap<object, readonly PropertyKey[]> = new Map<object, readonly PropertyKey[]>([
	[Object.prototype, ['constructor', 'toString', 'toLocaleString', 'valueOf']],
	[Function.prototype, ['constructor', 'bind']],
	[String.prototype, ['replaceAll']],
	[Iterator.prototype, Reflect.ownKeys(Iterator.prototype)],
	...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError].map(
		(error) => [error.prototype, NAMES_OF_ERRORS] as const,
	),
]);

/** `Error.stackTraceLimit` and `Error.prepareStackTrace` are how libraries ask V8 for stacks. */
const LEFT_WRITABLE: ReadonlyMap<object, ReadonlySet<PropertyKey>> = new Map([
	[Error, new Set(['stackTraceLimit', 'prepareStackTrace'])],
]);

/** Every object of the language that can be reached from a value by `constructor`, `prototype` and `__proto__`. */
export function builtins(): object[] {
	const named = Object.getOwnPropertyNames(globalThis)
		.filter((name) => LANGUAGE.has(name))
		.map((name): unknown => Reflect.get(globalThis, name));
	const all = [...named, ...UNNAMED].filter(isObject);
	const withPrototypes = all.flatMap((each) => {
		const prototype: unknown = Object.getOwnPropertyDescriptor(each, 'prototype')?.value;
		return isObject(prototype) ? [each, prototype] : [each];
	});
	return [...new Set(withPrototypes)];
}

function isObject(value: unknown): value is object {
	return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

const LANGUAGE = new Set(
	(
		'Object Function Array String Number Boolean Symbol BigInt Date RegExp Promise Proxy Reflect JSON Math ' +
		'Atomics Map Set WeakMap WeakSet WeakRef FinalizationRegistry Iterator ArrayBuffer SharedArrayBuffer ' +
		'DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array ' +
		'Float16Array Float32Array Float64Array BigInt64Array BigUint64Array Error EvalError RangeError ' +
		'ReferenceError SyntaxError TypeError URIError AggregateError'
	).split(' '),
);

/** What has no name of its own but is inherited by values of the language. */
const parentOf = (value: unknown): object => Object.getPrototypeOf(value);
const UNNAMED: readonly unknown[] = [
	parentOf(Uint8Array),
	parentOf([][Symbol.iterator]()),
	parentOf(new Map()[Symbol.iterator]()),
	parentOf(new Set()[Symbol.iterator]()),
	parentOf(''[Symbol.iterator]()),
	parentOf(''.matchAll(/x/g)),
	...[function* () {}, async () => {}, async function* () {}].flatMap((sample) => [
		parentOf(sample),
		parentOf(sample).constructor,
		Reflect.get(parentOf(sample), 'prototype'),
	]),
];

function freeze(target: object): void {
	const writable = LEFT_WRITABLE.get(target);
	for (const key of ASSIGNED.get(target) ?? []) makeAssignable(target, key);
	if (writable === undefined) {
		Object.freeze(target);
		return;
	}
	for (const key of Reflect.ownKeys(target)) {
		const property = Object.getOwnPropertyDescriptor(target, key);
		if (writable.has(key) || property?.configurable !== true) continue;
		const fixed = 'value' in property ? { writable: false } : {};
		Object.defineProperty(target, key, { ...fixed, configurable: false });
	}
}

/** Assigning the property on an object that inherits it defines it there; on `target` itself it is refused. */
function makeAssignable(target: object, key: PropertyKey): void {
	const property = Object.getOwnPropertyDescriptor(target, key);
	if (property?.configurable !== true || !('value' in property)) return;
	const { value, enumerable = false } = property;
	Object.defineProperty(target, key, {
		get: () => value,
		set(this: object, own: unknown) {
			if (this === target) throw new TypeError(`Cannot assign to ${String(key)} of a frozen built-in.`);
			Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
		},
		enumerable,
		configurable: false,
	});
}

// Without the accessor `object['__proto__'] = …` is a key like any other. `Object.setPrototypeOf` stays.
Reflect.deleteProperty(Object.prototype, '__proto__');
for (const each of builtins()) if (each !== RegExp.prototype) freeze(each);
