import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { type Field, parseJson } from "../../io/json.ts";
import { writeFileAtomic } from "../../io/write.ts";
import type { CaptionTuples, SpiceEngine, Tuple } from "./tuple.ts";

/** Where the tuples of {@linkcode tuplesEngine} come from, and what their scores are called. */
export interface TuplesOptions {
  /** Default `SPICE`: official tuples, or else the score must not be called so. */
  name?: string;
}

/**
 * Takes the tuples of captions from a table instead of parsing, so that official ones give the official
 * score.
 *
 * @throws {RangeError} When parsing, if a caption is not in the table.
 *
 * @example
 * ```ts
 * import { spice, tuplesEngine } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const engine = tuplesEngine(
 *   new Map([
 *     ["a red can", [["can", "red"], ["can"]]],
 *     ["a can", [["can"]]],
 *   ]),
 * );
 * const scores = await spice(new Map([[1, "a red can"]]), new Map([[1, ["a can"]]]), { engine });
 * assert.equal(scores.SPICE.corpus, 2 / 3); // "can" is right, "can is red" is not
 * ```
 */
export function tuplesEngine(
  tuples: ReadonlyMap<string, CaptionTuples>,
  { name = "SPICE" }: TuplesOptions = {},
): SpiceEngine {
  return {
    name,
    parse: (captions) =>
      captions.map((caption) => {
        const own = tuples.get(caption);
        if (own !== undefined) return own;
        throw new RangeError(
          "Cannot score captions: every caption must have tuples, " +
            `${JSON.stringify(caption.slice(0, 80))} has none`,
        );
      }),
  };
}

/**
 * Reads a table of tuples: a JSON object a line, `{"caption": "a red can", "tuples": [["can", "red"]]}`,
 * with tuples `[object]`, `[object, attribute]` or `[subject, relation, object]`.
 *
 * @throws {SyntaxError} If a line is not JSON.
 * @throws {TypeError} If a line has other fields or tuples.
 * @throws {Error} If the file is missing or cannot be read.
 */
export async function readTuples(path: string): Promise<Map<string, CaptionTuples>> {
  const tuples = new Map<string, CaptionTuples>();
  let number = 0;
  for await (const line of linesOf(path)) {
    number++;
    if (line.trim() === "") continue;
    const entry = parseJson(line, `${basename(path)}, line ${number}`);
    tuples.set(entry.get("caption").string(), entry.get("tuples").items("tuple").map(tupleOf));
  }
  return tuples;
}

/** The lines of a file; only a line feed ends one, since captions may have other line separators. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  try {
    for await (const piece of createReadStream(path, "utf8")) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const reason = code === "ENOENT" ? "the file is missing" : message;
    throw new Error(`Cannot read "${path}": ${reason}`, { cause: error });
  }
  yield rest;
}

/** Writes a table that {@linkcode readTuples} reads, complete or absent. */
export async function writeTuples(
  path: string,
  tuples: ReadonlyMap<string, CaptionTuples>,
): Promise<void> {
  const encoder = new TextEncoder();
  await writeFileAtomic(
    path,
    tuples.entries().map(([caption, own]) =>
      encoder.encode(JSON.stringify({ caption, tuples: own }) + "\n")
    ),
  );
}

function tupleOf(field: Field): Tuple {
  const parts = field.items().map((part) => part.string());
  if (parts.length < 1 || parts.length > 3) {
    field.refuse(`must have 1 to 3 parts, current value has ${parts.length}`);
  }
  return parts as unknown as Tuple;
}
