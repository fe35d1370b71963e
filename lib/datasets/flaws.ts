import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../io/json.ts";
import { counted } from "./counted.ts";

/** What people found wrong with a picture, each flaw by its name. */
export interface PictureFlaws {
  /** Of the picture. */
  readonly id: number;
  /** True where the flaw was found. */
  readonly quality: Readonly<Record<string, boolean>>;
  /** Degrees by which the phone was turned clockwise, where somebody knows: of drawn pictures. */
  readonly rotation?: number;
}

/** VizWiz's letters for the flaws, by what they are called here. */
export const FLAW_LETTERS: Readonly<Record<string, string>> = {
  blur: "BLR",
  dark: "DRK",
  bright: "BRT",
  framing: "FRM",
  obstruction: "OBS",
  rotation: "ROT",
};

/** Of five people, so many must have seen a flaw. */
const MAJORITY = 3;

/**
 * Loads what people found wrong with a split's pictures, `<folder>/quality/<split>.json`: VizWiz's
 * annotations of image quality, a list of `{ image, flaws: { BLR, … } }` with the votes of five people.
 * They are not needed for anything but slices of results: without the file there are none.
 *
 * Chiu, Zhao and Gurari, "Assessing Image Quality Issues for Real-World Problems", 2020
 * (https://arxiv.org/abs/2003.12511). The form of the file is the published description's; it could not be
 * tried on the file itself.
 *
 * @param images The split's pictures; others in the file are passed over.
 * @throws {TypeError} If the file has another form, with the position.
 */
export async function loadFlaws(
  folder: string,
  split: string,
  images: readonly { id: number; fileName: string }[],
): Promise<PictureFlaws[]> {
  const path = join(folder, "quality", `${split}.json`);
  if (!existsSync(path)) return [];
  const ids = new Map(images.map(({ id, fileName }) => [fileName, id]));
  return (await readJson(path)).items("picture").flatMap((picture) => {
    const id = ids.get(picture.get("image").string());
    if (id === undefined) return [];
    const flaws = picture.get("flaws");
    const found = Object.entries(FLAW_LETTERS).map(([flaw, letters]) =>
      [flaw, flaws.get(letters).integer() >= MAJORITY] as const
    );
    return [{ id, quality: Object.fromEntries(found) }];
  });
}

/** Counts the pictures with each flaw, and those with none; a picture may have several. */
export function countFlaws(pictures: readonly PictureFlaws[]): { label: string; count: number }[] {
  if (pictures.length === 0) return [{ label: "nobody was asked", count: 0 }];
  return counted(pictures.flatMap(({ quality }) => {
    const found = Object.keys(quality).filter((flaw) => quality[flaw]);
    return found.length > 0 ? found : ["none"];
  }));
}
