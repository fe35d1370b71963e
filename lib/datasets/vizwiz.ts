import { join } from "node:path";
import { type Field, readJson } from "../io/json.ts";
import { readAnnotations } from "./annotations.ts";
import { checkPictures } from "./check_pictures.ts";
import { type LoadedSplit, loadedSplit, type Photograph, type SplitName } from "./splits.ts";

/** What {@linkcode loadVizwiz} insists on. */
export interface VizwizOptions {
  /** Refuse a picture whose file is missing; default true. Without it only captions are needed. */
  requireImages?: boolean;
}

/**
 * Loads one split of VizWiz-Captions: `<folder>/annotations/<split>.json` and the pictures in
 * `<folder>/<split>/`.
 *
 * Captions marked `is_rejected` or `is_precanned` are dropped, as the official scorer does; the rest
 * are the references, as they were written. The test split has no captions.
 *
 * Gurari et al., "Captioning Images Taken by People Who Are Blind", 2020
 * (https://vizwiz.org/tasks-and-datasets/image-captioning/).
 *
 * @throws {SyntaxError} If the annotations are not JSON, with line and column.
 * @throws {TypeError} If a field is missing or of a wrong type, with its position.
 * @throws {RangeError} If an id occurs twice or leads nowhere, or a file is missing or outside the
 * folder, with its position.
 * @throws {Error} If the annotations or the folder of pictures cannot be read.
 *
 * @example
 * ```ts
 * import { loadVizwiz } from "#lib/datasets";
 * import assert from "node:assert/strict";
 *
 * const { images, references, counts } = await loadVizwiz("test/testdata/datasets/vizwiz", "val");
 * assert.equal(images.length, 3);
 * assert.equal(references.get(images[0].id)?.length, 4);
 * assert.equal(counts.rejected + counts.precanned - counts.both + counts.references, counts.captions);
 * ```
 */
export async function loadVizwiz(
  folder: string,
  split: SplitName,
  { requireImages = true }: VizwizOptions = {},
): Promise<LoadedSplit> {
  const root = await readJson(join(folder, "annotations", `${split}.json`));
  const fields = root.get("images").items("image");
  const images = readImages(fields, join(folder, split));
  if (requireImages) {
    await checkPictures(
      images.map(({ path }, i) => ({ path, field: fields[i].get("file_name") })),
    );
  }
  const annotations = split === "test" ? root.find("annotations") : root.get("annotations");
  const { references, counts } = readAnnotations(
    annotations?.items("annotation") ?? [],
    { ids: images.map(({ id }) => id), marked: true },
  );
  return loadedSplit(split, { images, references, counts });
}

function readImages(fields: readonly Field[], folder: string): Photograph[] {
  const positions = new Map<number | string, number>();
  return fields.map((field, position) => {
    const id = field.get("id").integer();
    const fileName = field.get("file_name").fileName();
    const textDetected = field.find("text_detected")?.boolean();
    for (const [key, value] of [["id", id], ["file_name", fileName]] as const) {
      const other = positions.get(value);
      if (other !== undefined) {
        field.get(key).refuse(`${JSON.stringify(value)} occurs before, in image ${other}`);
      }
      positions.set(value, position);
    }
    return { id, fileName, path: join(folder, fileName), textDetected };
  });
}
