import type { Field } from "../../io/json.ts";
import type { CaptionTuples, Tuple } from "./tuple.ts";

/**
 * Reads the tuples of captions from a report of the official program (`-detailed`) in which each caption
 * was a picture of its own.
 *
 * The report has the statements of a scene graph: names that were merged stand together, `doughnut/donut`.
 * They are put apart again, objects first, and merge in our graph as they did there.
 *
 * @param captions What was parsed, by `image_id`.
 */
export function reportTuples(report: Field, captions: readonly string[]): CaptionTuples[] {
  const tuples: CaptionTuples[] = captions.map(() => []);
  for (const image of report.items("picture")) {
    const id = image.get("image_id").integer();
    if (id < 0 || id >= captions.length) {
      image.get("image_id").refuse("must be a picture that was sent");
    }
    const statements = image.get("test_tuples").items("tuple").map((statement) =>
      statement.get("tuple").items().map((part) => namesOf(part.string(), captions[id]))
    );
    tuples[id] = apart(statements);
  }
  return tuples;
}

/** Tuples of single names, objects before attributes before relations. */
function apart(statements: readonly string[][][]): Tuple[] {
  const ofLength = (length: number) => statements.filter((each) => each.length === length);
  return [
    ...ofLength(1).flatMap(([names]) => names.map((name): Tuple => [name])),
    ...ofLength(2).flatMap(([[object], names]) => names.map((name): Tuple => [object, name])),
    ...ofLength(3).flatMap(([[subject], names, [object]]) =>
      names.map((name): Tuple => [subject, name, object])
    ),
  ];
}

/** The names in a merged one; a word of the caption that has a stroke itself ("12/05") stays whole. */
function namesOf(text: string, caption: string): string[] {
  const own = caption.split(" ").filter((word) => word.includes("/"));
  return own.includes(text) || text === "/"
    ? [text]
    : text.split("/").filter((name) => name !== "");
}
