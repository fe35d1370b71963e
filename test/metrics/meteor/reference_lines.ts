/**
 * What the official METEOR gave, for the parity tests.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Captions, References } from "#lib/metrics";
import { fixture } from "../../fixtures.ts";

/** Which table of paraphrases the official program had. */
export type Table = "full" | "empty";

interface Official {
  stats: string[];
  scores: number[];
  corpus?: number;
}

/** Captions with the official statistics and scores. */
export interface ReferenceLines extends Record<Table, Official> {
  name: string;
  captions: Captions;
  references: References;
}

/** Every set at hand: our own text, the stress set, the COCO demo where the full fixtures are. */
export function referenceLines(): ReferenceLines[] {
  const own = read("metrics/meteor.json"), stress = read("metrics/meteor_stress.json");
  const { images } = read("metrics/ptb_tokens.json");
  const sets = ["sane", "official"].filter((field) => own[field]).map((field) => {
    const lines = new Map(images.map((each: { id: number }) => [each.id, each]));
    const rows = own[field].ids.map((id: number) =>
      (lines.get(id) as Record<string, string[]>)[field]
    );
    return assembled(field, rows, own[field]);
  });
  sets.push(
    assembled(
      "stress",
      stress.segs.map(([refs, said]: [string[], string]) => [...refs, said]),
      stress,
    ),
  );
  if (existsSync(fixture("metrics/coco_demo.json.gz"))) {
    const { cand, refs, meteor } = read("metrics/coco_demo.json.gz");
    sets.push(
      assembled("COCO demo", refs.map((lines: string[], i: number) => [...lines, cand[i]]), meteor),
    );
  }
  return sets;
}

/** @param rows Per image the references, then the caption. */
function assembled(
  name: string,
  rows: string[][],
  { full, empty }: Record<Table, Official>,
): ReferenceLines {
  return {
    name,
    captions: new Map(rows.map((lines, i) => [i, lines.at(-1)!])),
    references: new Map(rows.map((lines, i) => [i, lines.slice(0, -1)])),
    full,
    empty,
  };
}

// deno-lint-ignore no-explicit-any -- the fixtures have their own shapes
function read(path: string): any {
  const bytes = readFileSync(fixture(path));
  return JSON.parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
}
