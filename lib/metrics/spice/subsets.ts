import type { Statement } from "./scene_graph.ts";

/** Names of the parts of a scene graph that are scored by themselves. */
export type SpiceSubset =
  | "Object"
  | "Attribute"
  | "Relation"
  | "Cardinality"
  | "Color"
  | "Size";

// The official program's lists, found by asking it about 3,500 captions, "the dog is huge" for instance.
const CARDINALITIES = words("one two three four five six seven eight nine ten");

const COLORS = words(
  "beige black blue brown cream dark gray green grey light maroon orange pink purple red violet white yellow",
);

const SIZES = words(
  "baby beefy big bony boundless brawny broad bulky chunky colossal compact corpulent " +
    "cosmic cubby curvy elfin emaciated endless enormous epic expansive extensive fat fleshy " +
    "full-size gargantuan gaunt giant gigantic grand great heavy hefty huge hulking " +
    "illimitable immeasurable immense infinitesimal lanky large lean life-size limitless " +
    "little mammoth massive meager measly microscopic mini miniature minuscule minute narrow " +
    "obese outsized oversize overweight paltry petite pint-size plump pocket-size portly " +
    "pudgy puny rotund scanty scrawny short sizable skeletal skinny slender slim small squat " +
    "stocky stout tall teensy teeny teeny-tiny teeny-weeny thick thickset thin tiny titanic " +
    "towering trim tubby undersized underweight unlimited vast wee whopping wide",
);

/**
 * Which statements belong to each subset: objects, attributes and relations by their number of parts;
 * numbers, colours and sizes are attributes with one name only that the official program lists.
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
  if (statement.length !== 2) return false;
  const { names } = statement[1];
  return names.length === 1 && list.has(names[0]);
}
