import type { Photograph } from "../../datasets/splits.ts";
import { loadTruth } from "../../datasets/mini/truth.ts";
import { tsEngine } from "../../metrics/spice/ts_engine.ts";
import { tokenize } from "../../text/tokenize.ts";
import type { References } from "../../types.ts";
import type { Study } from "../study.ts";

/** What pictures are of, as far as a figure can tell them apart. */
export interface Topics {
  /** The most frequent topics, most frequent first. */
  names: readonly string[];
  /** The topic of each picture that has one of them. */
  of: ReadonlyMap<number, string>;
}

/**
 * Finds what pictures are of: on mini the generator's class of the thing, elsewhere the object that tells the
 * picture best from others, by the parser of SPICE-ts.
 *
 * That is the object with the largest `r ln(N / n)`: `r` of the references name it, in `n` of the `N` pictures a
 * reference does. So a table on which everything stands is nobody's topic. An object counts once a reference.
 *
 * @param options.count Number of topics; default 6.
 */
export async function topicsOf(
  images: readonly Photograph[],
  { study, split, references, count = 6 }: {
    study: Pick<Study, "name" | "folder">;
    split: "train" | "val" | "test";
    references: References;
    count?: number;
  },
): Promise<Topics> {
  const ids = images.map(({ id }) => id);
  const all = study.name === "mini"
    ? await kindsOf(study.folder, split)
    : await objectsOf(ids, references);
  const counts = new Map<string, number>();
  for (const id of ids) {
    const topic = all.get(id);
    if (topic !== undefined) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  const names = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, count).map(([name]) => name);
  const wanted = new Set(names);
  return {
    names,
    of: new Map(
      ids.flatMap((id) => wanted.has(all.get(id) ?? "") ? [[id, all.get(id)!] as const] : []),
    ),
  };
}

async function kindsOf(folder: string, split: string): Promise<Map<number, string>> {
  return new Map((await loadTruth(folder, split)).map(({ id, kind }) => [id, kind]));
}

/** The object that tells each picture best from the others. */
async function objectsOf(
  ids: readonly number[],
  references: References,
): Promise<Map<number, string>> {
  const engine = tsEngine(), named = new Map<number, Map<string, number>>();
  const pictures = new Map<string, number>();
  for (const id of ids) {
    const lines = (references.get(id) ?? []).map((caption) => tokenize(caption).join(" "));
    const counts = new Map<string, number>();
    for (const tuples of await engine.parse(lines)) {
      for (const object of new Set(tuples.flatMap((each) => each.length === 1 ? each : []))) {
        counts.set(object, (counts.get(object) ?? 0) + 1);
      }
    }
    for (const object of counts.keys()) pictures.set(object, (pictures.get(object) ?? 0) + 1);
    named.set(id, counts);
  }
  const weight = ([object, count]: [string, number]) =>
    count * Math.log(ids.length / pictures.get(object)!);
  return new Map(
    [...named].flatMap(([id, counts]) => {
      const [best] = [...counts].sort((one, other) => weight(other) - weight(one));
      return best === undefined ? [] : [[id, best[0]] as const];
    }),
  );
}
