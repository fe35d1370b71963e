import type { Field } from "../io/json.ts";
import type { References } from "../types.ts";

/** What a list of annotations holds, and what of it is left out. */
export interface AnnotationCounts {
  /** Captions of all kinds. */
  captions: number;
  /** Captions marked as spam. */
  rejected: number;
  /** Canned sentences on pictures that show nothing recognizable. */
  precanned: number;
  /** Captions that are both, counted in each of the two. */
  both: number;
  /** Captions that are neither: the references. */
  references: number;
}

/**
 * Gathers the captions of an annotations file by image id, in their order, without those that are marked
 * `is_rejected` or `is_precanned`, as VizWiz's official scorer does.
 *
 * @param options.ids The images of the file.
 * @param options.marked Whether every annotation must carry an id of its own and both marks, as VizWiz's
 * do. COCO's have no marks, and people who write such files leave out ids that nobody reads.
 */
export function readAnnotations(
  fields: readonly Field[],
  { ids, marked }: { ids: readonly number[]; marked: boolean },
): { references: References; counts: AnnotationCounts } {
  const captions = new Map<number, string[]>(ids.map((id) => [id, []]));
  const counts = { captions: fields.length, rejected: 0, precanned: 0, both: 0, references: 0 };
  if (marked) checkIds(fields);
  for (const field of fields) {
    const imageId = field.get("image_id").integer();
    const ofImage = captions.get(imageId) ??
      field.get("image_id").refuse(`leads to no image, current value is ${imageId}`);
    const caption = field.get("caption").string();
    const [rejected, precanned] = ["is_rejected", "is_precanned"].map((mark) =>
      (marked ? field.get(mark) : field.find(mark))?.boolean() ?? false
    );
    counts.rejected += Number(rejected);
    counts.precanned += Number(precanned);
    counts.both += Number(rejected && precanned);
    if (rejected || precanned) continue;
    counts.references++;
    ofImage.push(caption);
  }
  return { references: new Map([...captions].filter(([, list]) => list.length > 0)), counts };
}

function checkIds(fields: readonly Field[]): void {
  const positions = new Map<number, number>();
  fields.forEach((field, position) => {
    const id = field.get("id").integer();
    const other = positions.get(id);
    if (other !== undefined) field.get("id").refuse(`${id} occurs before, in annotation ${other}`);
    positions.set(id, position);
  });
}
