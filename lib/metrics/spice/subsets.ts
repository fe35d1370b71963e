import type { Statement } from "./scene_graph.ts";

/** Names of the parts of a scene graph that are scored by themselves. */
export type SpiceSubset =
  | "Object"
  | "Attribute"
  | "Relation"
  | "Cardinality"
  | "Color"
  | "Size";

const CARDINALITIES = words("one two three four five six seven eight nine ten");

const COLORS = words(
  "beige black blue bronze brown gold gray green grey orange pink purple red silver tan violet white yellow",
);

const SIZES = words("big large small tiny huge little tall short long");

/**
 * Which statements belong to each subset: objects, attributes and relations by their number of parts;
 * numbers, colours and sizes are attributes that stand in the official program's lists.
 */
export const SUBSETS: Readonly<Record<SpiceSubset, (statement: Statement) => boolean>> = {
  Object: (statement) => statement.length === 1,
  Attribute: (statement) => statement.length === 2,
  Relation: (statement) => statement.length === 3,
  Cardinality: (statement) => isOneOf(statement, CARDINALITIES),
  Color: (statement) => isOneOf(statement, COLORS),
  Size: (statement) => isOneOf(statement, SIZES),
};

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

function isOneOf(statement: Statement, list: ReadonlySet<string>): boolean {
  return statement.length === 2 && statement[1].names.every((name) => list.has(name));
}
