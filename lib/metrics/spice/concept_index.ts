import type { Concept } from "./concept.ts";

/** Finds what is filed under a similar concept without looking at all that is filed. */
export class ConceptIndex<T> {
  #byKey = new Map<string | number, Set<T>>();

  /** Files an item under a concept, perhaps beside others. */
  add({ names, synsets }: Concept, item: T): void {
    for (const key of [...names, ...synsets]) {
      const items = this.#byKey.get(key);
      if (items) items.add(item);
      else this.#byKey.set(key, new Set([item]));
    }
  }

  /** The items under concepts that share a name or a synonym set with this one. */
  near({ names, synsets }: Concept): Set<T> {
    const found = new Set<T>();
    for (const key of [...names, ...synsets]) {
      for (const item of this.#byKey.get(key) ?? []) found.add(item);
    }
    return found;
  }
}
