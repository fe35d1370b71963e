import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { CaptionTuples, Tuple } from "../tuple.ts";
import { cocoFold, ownFold } from "./fixtures.ts";
import type { FreshRow } from "./fresh.ts";
import type { Parsed } from "./measure.ts";

/** As the official parser proposes it: the relation stands last. */
type Proposed = [string] | [string, string] | [string, string, string];

/** A picture: its captions, the candidate last, and the official tuples of each. */
interface Picture {
  id: number;
  lines: string[];
  tuples: CaptionTuples[];
  isUnseen: boolean;
}

/**
 * Reads the pictures of the fixtures with official tuples, COCO's and the project's: those of
 * fold 0, and all.
 *
 * @param folder As for `readFixtures`.
 */
export function readParsed(folder: string): Parsed[] {
  const sets = { "COCO demo": demoPictures(folder), "own captions": ownPictures(folder) };
  return Object.entries(sets).flatMap(([name, pictures]) => [
    {
      ...parsedOf(`${name}, unseen`, pictures.filter(({ isUnseen }) => isUnseen)),
      isUnseen: true,
    },
    parsedOf(`${name}, all`, pictures),
  ]);
}

function parsedOf(name: string, pictures: readonly Picture[]): Parsed {
  return {
    name,
    captions: new Map(pictures.map(({ id, lines }) => [id, lines.at(-1)!])),
    references: new Map(pictures.map(({ id, lines }) => [id, lines.slice(0, -1)])),
    tuples: new Map(
      pictures.flatMap(({ lines, tuples }) => lines.map((line, i) => [line, tuples[i]])),
    ),
  };
}

function demoPictures(folder: string): Picture[] {
  const packed = readFileSync(join(folder, "spice/coco_demo_tuples.json.gz"));
  const { images, captions }: {
    images: { id: number; refs: string[]; cand: string }[];
    captions: Record<string, { u: Proposed[] }>;
  } = JSON.parse(gunzipSync(packed).toString());
  return images.map(({ id, refs, cand }, i) => {
    const lines = [...refs, cand];
    const tuples = lines.map((line) => captions[line].u.map(ordered));
    return { id, lines, tuples, isUnseen: cocoFold(i) === 0 };
  });
}

function ownPictures(folder: string): Picture[] {
  const read = (path: string) => JSON.parse(readFileSync(join(folder, path), "utf8"));
  const { images: tokens }: { images: { id: number; sane: string[] }[] } = read(
    "metrics/ptb_tokens.json",
  );
  const { images }: { images: { id: number; captionTuples: Proposed[][] }[] } = read(
    "metrics/spice.json",
  );
  const parsed = new Map(images.map(({ id, captionTuples }) => [id, captionTuples]));
  return tokens.flatMap(({ id, sane }, i) => {
    const tuples = parsed.get(id)?.map((own) => own.map(ordered));
    return tuples ? [{ id, lines: sane, tuples, isUnseen: ownFold(i) === 0 }] : [];
  });
}

/**
 * Reads the pictures of the COCO demo that the fixtures have no tuples of: captions alone.
 *
 * @param folder As for `readFixtures`, with `metrics/coco_demo.json.gz`.
 */
export function otherDemoPictures(folder: string): FreshRow {
  const read = (path: string) =>
    JSON.parse(gunzipSync(readFileSync(join(folder, path))).toString());
  const demo: { ids: number[]; refs: string[][]; cand: string[] } = read(
    "metrics/coco_demo.json.gz",
  );
  const { images }: { images: { id: number }[] } = read("spice/coco_demo_tuples.json.gz");
  const known = new Set(images.map(({ id }) => id));
  return {
    name: "COCO demo, not in the fixtures",
    images: demo.ids.map((id, i) => [id, demo.cand[i], demo.refs[i]] as FreshRow["images"][number])
      .filter(([id]) => !known.has(id)),
  };
}

function ordered(tuple: Proposed): Tuple {
  return tuple.length === 3 ? [tuple[0], tuple[2], tuple[1]] : tuple;
}
