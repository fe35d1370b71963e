import type { Written } from "./grammar.ts";
import { FLAGGED, FLAWS } from "./quality.ts";
import type { Scene } from "./scene.ts";

/** The three parts of the data set. */
export const SPLITS = ["train", "val", "test"] as const;

/** A part's name. */
export type Split = typeof SPLITS[number];

/** Pictures in each part. */
export type Counts = Readonly<Record<"train" | "val" | "test", number>>;

/** What is known of one picture once it is made. */
export interface Described {
  scene: Scene;
  captions: readonly Written[];
}

/** File name of picture `index` of a part, "Mini_train_00000000.jpg" for instance. */
export function fileName(split: Split, index: number): string {
  return `Mini_${split}_${String(index).padStart(8, "0")}.jpg`;
}

/** Number of the first picture of a part: numbers run on from part to part, as in VizWiz. */
export function firstId(split: Split, counts: Counts): number {
  return split === "train" ? 0 : split === "val" ? counts.train : counts.train + counts.val;
}

/** The annotations of a part in VizWiz's layout; without captions for "test", whose captions VizWiz withholds. */
export function annotationsOf(
  split: Split,
  counts: Counts,
  pictures: readonly Described[],
): unknown {
  const first = firstId(split, counts);
  const images = pictures.map(({ captions }, i) => ({
    file_name: fileName(split, i),
    vizwiz_url: "",
    id: first + i,
    text_detected: captions.filter((c) => c.text).length >= 3,
  }));
  if (split === "test") return { info: INFO, images };
  const annotations = pictures.flatMap(({ captions }, i) =>
    captions.map((written, k) => ({
      caption: written.caption,
      image_id: first + i,
      is_precanned: written.precanned,
      is_rejected: written.rejected,
      id: (first + i) * captions.length + k,
      text_detected: written.text,
    }))
  );
  return { info: INFO, images, annotations };
}

const INFO = {
  description: "Generated pictures in the layout of VizWiz-Captions",
  license: {
    url: "https://creativecommons.org/licenses/by/4.0/",
    name: "Attribution 4.0 International (CC BY 4.0)",
  },
  url: "",
  version: "Mini-Captions 1.0",
  year: 2026,
  contributor: "lib/datasets/mini",
  date_created: "2026-01-01 00:00:00",
};

/** What the generator knows of the pictures of a part; flaws as levels and as VizWiz-like flags. */
export function truthOf(split: Split, counts: Counts, pictures: readonly Described[]): unknown {
  const first = firstId(split, counts);
  return {
    images: pictures.map(({ scene, captions }, i) => ({
      id: first + i,
      file_name: fileName(split, i),
      kind: scene.kind,
      material: scene.material,
      colour: scene.colour,
      accent: scene.accent,
      text: scene.text,
      brand: scene.brand,
      goods: scene.goods,
      pose: scene.pose,
      place: scene.place,
      place_colour: scene.placeColour,
      clutter: scene.clutter.map(({ kind, colour }) => ({ kind, colour })),
      light: scene.light,
      rotation: scene.rotation,
      unrecognizable: scene.quality.hopeless,
      text_detected: captions.filter((c) => c.text).length >= 3,
      quality: Object.fromEntries(FLAWS.map((flaw) => [flaw, scene.quality[flaw] >= FLAGGED])),
      levels: Object.fromEntries(
        FLAWS.map((flaw) => [flaw, Math.round(scene.quality[flaw] * 1000) / 1000]),
      ),
    })),
  };
}
