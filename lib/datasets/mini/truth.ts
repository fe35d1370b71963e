import { join } from "node:path";
import { readJson } from "../../io/json.ts";
import { counted } from "../counted.ts";
import { FLAWS } from "./quality.ts";

/** What the generator knows of a picture, as far as the study asks for it. */
export interface Truth {
  /** Of the picture. */
  id: number;
  /** What the thing is, "can" for instance. */
  kind: string;
  /** What it is made of. */
  material: string;
  /** Its main colour. */
  colour: string;
  /** Degrees by which the phone is turned clockwise: 0, 90, 180 or 270. */
  rotation: number;
  /** VizWiz's quality flags, true where a person would mark the flaw. */
  quality: Readonly<Record<string, boolean>>;
}

/**
 * Loads what the generator knows of a split's pictures, `annotations/truth_<split>.json`.
 *
 * No model and no score may look at it: it is for describing the data and for slices of results. The flags
 * alone are what people say of VizWiz's pictures, too.
 *
 * @throws {TypeError} If a field is missing or of a wrong type, with its position.
 */
export async function loadTruth(folder: string, split: string): Promise<Truth[]> {
  const root = await readJson(join(folder, "annotations", `truth_${split}.json`));
  return root.get("images").items("image").map((image) => {
    const quality = image.get("quality");
    return {
      id: image.get("id").integer(),
      kind: image.get("kind").string(),
      material: image.get("material").string(),
      colour: image.get("colour").string(),
      rotation: image.get("rotation").integer(),
      quality: Object.fromEntries(FLAWS.map((flaw) => [flaw, quality.get(flaw).boolean()])),
    };
  });
}

/** Counts the pictures by a property of theirs, most frequent first. */
export function countBy(
  truths: readonly Truth[],
  property: "kind" | "material" | "colour" | "rotation",
): { label: string; count: number }[] {
  return counted(
    truths.map((truth) => property === "rotation" ? `${truth.rotation}°` : truth[property]),
  );
}
