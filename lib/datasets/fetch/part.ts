import { join } from "node:path";
import { type Field, readJson } from "../../io/json.ts";
import { writeJson } from "../../io/write.ts";
import { Random } from "../../tensor/random.ts";
import { placeOf } from "../karpathy.ts";
import type { Shares } from "../share_out.ts";

/** What is taken of a data set. */
export interface PartOptions {
  /** Pictures of each split. */
  counts: Shares;
  /** Draws them. */
  random: Random;
  /** Whether there is a picture at a place in the folder, "train/a.jpg" for instance. */
  has: (place: string) => boolean;
}

/**
 * Reduces a data set's annotations to some of its pictures, drawn by seed.
 *
 * @param whole Folder with the annotations as they were fetched.
 * @param folder Gets the same files with fewer entries; all else in them stays.
 * @returns The places of the pictures that are needed.
 * @throws {RangeError} If a split has fewer pictures than are wanted of it.
 */
export async function reduceVizwiz(
  whole: string,
  folder: string,
  { counts, random, has }: PartOptions,
): Promise<string[]> {
  const places: string[] = [];
  for (const split of ["train", "val", "test"] as const) {
    const file = join("annotations", `${split}.json`), root = await readJson(join(whole, file));
    const there = root.get("images").items("image").filter((image) =>
      has(`${split}/${image.get("file_name").fileName()}`)
    );
    const taken = drawn(there, { count: counts[split], split, random });
    const ids = new Set(taken.map((image) => image.get("id").integer()));
    const annotations = root.find("annotations")?.items("annotation")
      .filter((annotation) => ids.has(annotation.get("image_id").integer()));
    await writeJson(join(folder, file), {
      ...root.value as object,
      images: taken.map(({ value }) => value),
      ...annotations && { annotations: annotations.map(({ value }) => value) },
    });
    places.push(...taken.map((image) => `${split}/${image.get("file_name").fileName()}`));
  }
  return places;
}

/** The same for Karpathy's files: `dataset_<name>.json`, with the split in each entry. */
export async function reduceKarpathy(
  whole: string,
  folder: string,
  { name, counts, random, has }: PartOptions & { name: string },
): Promise<string[]> {
  const file = `dataset_${name}.json`, root = await readJson(join(whole, file));
  const images = root.get("images").items("image").filter((image) => has(fileOf(image)));
  const groups = Map.groupBy(images, (image) => {
    const split = image.get("split").string();
    return split === "restval" ? "train" : split;
  });
  const taken = (["train", "val", "test"] as const).flatMap((split) =>
    drawn(groups.get(split) ?? [], { count: counts[split], split, random })
  );
  await writeJson(join(folder, file), {
    ...root.value as object,
    images: taken.map(({ value }) => value),
  });
  return taken.map(fileOf);
}

function fileOf(image: Field): string {
  return `${placeOf(image)}/${image.get("filename").fileName()}`;
}

/** Some of a list, drawn without replacement, in the order of the list. */
function drawn<T>(
  list: readonly T[],
  { count, split, random }: { count: number; split: string; random: Random },
): T[] {
  if (list.length < count) {
    throw new RangeError(
      `Cannot take a part: ${split} must have ${count} pictures, current number is ${list.length}`,
    );
  }
  const places = random.split(split).shuffle([...list.keys()]).slice(0, count).sort((a, b) =>
    a - b
  );
  return places.map((place) => list[place]);
}
