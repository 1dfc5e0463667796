/** One step of the schema. Steps are never changed once released: a change is a further step. */
export interface Migration {
	readonly version: number;
	readonly name: string;
	readonly sql: string;
}
