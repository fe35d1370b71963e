/** Number of UTF-16 code units: what the lexer reads, one at a time. */
export const CODE_UNITS = 0x10000;

/** What the lexer reads behind the last code unit. */
export const END = CODE_UNITS;

/**
 * A set of UTF-16 code units, as the places where membership changes: those from the first to before
 * the second number are in it, those from the third to before the fourth, and so on.
 */
export type CharacterSet = readonly number[];

/** The set of single code units, in any order. */
export function setOf(units: Iterable<number>): CharacterSet {
  return union([...units].map((unit) => [unit, unit + 1]));
}

/** The set of the code units of a text. */
export function setOfText(text: string): CharacterSet {
  return setOf(Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)));
}

/** What is in any of the sets. */
export function union(sets: readonly CharacterSet[]): CharacterSet {
  const changes = new Map<number, number>();
  for (const set of sets) {
    set.forEach((at, i) => changes.set(at, (changes.get(at) ?? 0) + (i % 2 === 0 ? 1 : -1)));
  }
  const merged: number[] = [];
  let depth = 0;
  for (const at of [...changes.keys()].sort((a, b) => a - b)) {
    const before = depth;
    depth += changes.get(at)!;
    if ((before === 0) !== (depth === 0)) merged.push(at);
  }
  return merged;
}

/** What is not in the set. */
export function complement(set: CharacterSet): CharacterSet {
  const starts = set[0] === 0 ? set.slice(1) : [0, ...set];
  return starts.at(-1) === CODE_UNITS ? starts.slice(0, -1) : [...starts, CODE_UNITS];
}

/** What is in both sets. */
export function intersection(a: CharacterSet, b: CharacterSet): CharacterSet {
  return complement(union([complement(a), complement(b)]));
}

/**
 * Reads a set from its compact form: for each range, the distance of its start from the end of the
 * range before and, after a dot, what lies between start and end, both in base 36.
 */
export function decodeSet(text: string): CharacterSet {
  const set: number[] = [];
  let last = 0;
  for (const range of text.split(" ")) {
    const [distance, more = "0"] = range.split(".");
    const start = last + parseInt(distance, 36);
    last = start + parseInt(more, 36);
    set.push(start, last + 1);
  }
  return set;
}

/** Numbers the code units so that two have the same number where no set tells them apart. */
export function classesOf(
  sets: readonly CharacterSet[],
): { classes: Uint16Array; representatives: number[] } {
  const members: number[][] = Array.from({ length: END + 2 });
  sets.forEach((set, i) => set.forEach((at) => (members[at] ??= []).push(i)));
  const classes = new Uint16Array(CODE_UNITS + 1), representatives: number[] = [];
  const known = new Map<string, number>(), inside = new Set<number>();
  let current = -1;
  for (let unit = 0; unit <= END; unit++) {
    if (members[unit] !== undefined || current < 0) {
      for (const i of members[unit] ?? []) if (!inside.delete(i)) inside.add(i);
      const key = [...inside].sort((a, b) => a - b).join();
      if (!known.has(key)) known.set(key, representatives.push(unit) - 1);
      current = known.get(key)!;
    }
    classes[unit] = current;
  }
  return { classes, representatives };
}

/** Whether the code unit is in the set. */
export function contains(set: CharacterSet, unit: number): boolean {
  let low = 0, high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (set[middle] <= unit) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}
