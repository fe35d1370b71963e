/**
 * What the official SPICE gave, for the parity tests.
 *
 * @module
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Captions, CaptionTuples, References, Tuple } from "#lib/metrics";
import { fixture } from "../../fixtures.ts";

/** Captions, their official tuples and scores. */
export interface ReferenceSpice {
  name: string;
  captions: Captions;
  references: References;
  tuples: Map<string, CaptionTuples>;
  /** By image, then by subset: matched, only said, only written, precision, recall, F. */
  scores: Map<number, Record<string, (number | null)[]>>;
}

/** As proposed by the official parser: the relation stands last. */
type Proposed = [string] | [string, string] | [string, string, string];

interface StoredImage {
  id: number;
  scores: Record<string, (number | null)[]>;
  captionTuples: Proposed[][];
}

interface StoredDemo {
  images: { id: number; refs: string[]; cand: string; scores: StoredImage["scores"] }[];
  captions: Record<string, { u: Proposed[] }>;
}

/** Every set at hand: our own captions, and COCO's where the full fixtures are there. */
export function referenceSpice(): ReferenceSpice[] {
  const folder = join(Deno.env.get("FIXTURES") ?? "\0", "spice");
  const files = existsSync(folder) ? globSync("*.json.gz", { cwd: folder }).sort() : [];
  const demos = files.map((file) => {
    const text = gunzipSync(readFileSync(join(folder, file))).toString();
    return { file, stored: JSON.parse(text) as StoredDemo };
  });
  return [own(), ...demos.filter(({ stored }) => stored.images).map(demoOf)];
}

function own(): ReferenceSpice {
  const tokens: { images: { id: number; sane: string[] }[] } = readJson("metrics/ptb_tokens.json");
  const stored: { images: StoredImage[] } = readJson("metrics/spice.json");
  const byId = new Map(stored.images.map((image) => [image.id, image]));
  const scored = tokens.images.filter(({ id }) => byId.has(id)).map(({ id, sane }) =>
    [id, sane] as const
  );
  return {
    name: "own captions",
    captions: new Map(scored.map(([id, lines]) => [id, lines.at(-1)!])),
    references: new Map(scored.map(([id, lines]) => [id, lines.slice(0, -1)])),
    tuples: new Map(
      scored.flatMap(([id, lines]) =>
        lines.map((line, k) => [line, byId.get(id)!.captionTuples[k].map(ordered)] as const)
      ),
    ),
    scores: new Map(scored.map(([id]) => [id, byId.get(id)!.scores])),
  };
}

function demoOf({ file, stored }: { file: string; stored: StoredDemo }): ReferenceSpice {
  const { images, captions } = stored;
  return {
    name: file,
    captions: new Map(images.map(({ id, cand }) => [id, cand])),
    references: new Map(images.map(({ id, refs }) => [id, refs])),
    tuples: new Map(Object.entries(captions).map(([line, { u }]) => [line, u.map(ordered)])),
    scores: new Map(images.map(({ id, scores }) => [id, scores])),
  };
}

function ordered(tuple: Proposed): Tuple {
  return tuple.length === 3 ? [tuple[0], tuple[2], tuple[1]] : tuple;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(fixture(path), "utf8"));
}
