import { readJson } from "../io/json.ts";
import type { Captions, References } from "../types.ts";
import { type AnnotationCounts, readAnnotations } from "./annotations.ts";

/** What people wrote, from an annotations file. */
export interface ReferenceFile {
  /** All images of the file, in its order, whether somebody described them or not. */
  readonly ids: readonly number[];
  /** The original strings by image id, in the order of `ids`; images without one are not in it. */
  readonly references: References;
  /** What the file holds, and what was left out. */
  readonly counts: AnnotationCounts;
}

/**
 * Reads the references of a COCO or VizWiz annotations file: `{images: [{id}], annotations: [{image_id,
 * caption}]}`.
 *
 * Captions marked `is_rejected` or `is_precanned` are left out and counted, as VizWiz's official scorer
 * leaves them out. Pictures are not needed, and not looked for.
 *
 * @throws {SyntaxError} If the file is not JSON, with line and column.
 * @throws {TypeError} If a field is missing or of a wrong type, with its position.
 * @throws {RangeError} If an image occurs twice, or a caption is of an image that the file does not list.
 *
 * @example
 * ```ts
 * import { readReferences } from "#lib/datasets";
 * import assert from "node:assert/strict";
 *
 * const path = "test/testdata/datasets/vizwiz/annotations/val.json";
 * const { ids, references, counts } = await readReferences(path);
 * assert.deepEqual([ids.length, references.get(ids[0])?.length], [3, 4]);
 * assert.ok(counts.rejected > 0 && counts.references < counts.captions);
 * ```
 */
export async function readReferences(path: string): Promise<ReferenceFile> {
  const root = await readJson(path);
  const positions = new Map<number, number>();
  root.get("images").items("image").forEach((field, position) => {
    const id = field.get("id").integer();
    const other = positions.get(id);
    if (other !== undefined) field.get("id").refuse(`${id} occurs before, in image ${other}`);
    positions.set(id, position);
  });
  const ids = [...positions.keys()];
  const annotations = root.get("annotations").items("annotation");
  return { ids, ...readAnnotations(annotations, { ids, marked: false }) };
}

/**
 * Reads captions from a COCO results file: `[{image_id, caption}, …]`, in its order.
 *
 * @throws {SyntaxError} If the file is not JSON, with line and column.
 * @throws {TypeError} If a field is missing or of a wrong type, with its position.
 * @throws {RangeError} If an image has two captions, or there is no caption.
 *
 * @example
 * ```ts
 * import { readResults } from "#lib/datasets";
 * import assert from "node:assert/strict";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, '[{"image_id": 7, "caption": "a red can"}]');
 * assert.deepEqual([...await readResults(path)], [[7, "a red can"]]);
 * ```
 */
export async function readResults(path: string): Promise<Captions> {
  const root = await readJson(path);
  const captions = new Map<number, string>(), positions = new Map<number, number>();
  root.items("result").forEach((field, position) => {
    const id = field.get("image_id").integer();
    const other = positions.get(id);
    if (other !== undefined) {
      field.get("image_id").refuse(`${id} has a caption before, in result ${other}`);
    }
    positions.set(id, position);
    captions.set(id, field.get("caption").string());
  });
  if (captions.size === 0) root.refuse("must hold at least one caption");
  return captions;
}
