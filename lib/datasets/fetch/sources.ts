import type { RemoteFile } from "../../io/download.ts";

/** A zip archive, and where its files belong. */
export interface Archive extends RemoteFile {
  /** Where a file of the archive belongs in the data set's folder; `undefined` for one that is not wanted. */
  place(name: string): string | undefined;
}

/** A data set that can be fetched. */
export interface DataSource {
  /** What it is called in full. */
  readonly title: string;
  /** How its annotations are arranged. */
  readonly layout: "vizwiz" | "karpathy";
  /** Texts: small, fetched whole. */
  readonly annotations: readonly Archive[];
  /** Pictures: large, fetched whole or in part. */
  readonly pictures: readonly Archive[];
  /** What is useful and not needed: where it cannot be fetched, the rest is complete without it. */
  readonly extras: readonly Archive[];
  /** Name of the licence or terms. */
  readonly licence: string;
  /** Who is to be named. */
  readonly attribution: string;
}

/** Files of a kind, whatever folders they have in the archive, into one folder; not what macOS adds. */
function into(folder: string, wanted: RegExp): Archive["place"] {
  return (name) => {
    const file = name.split("/").at(-1)!;
    if (name.startsWith("__MACOSX/") || file.startsWith(".") || !wanted.test(file)) {
      return undefined;
    }
    return folder === "" ? file : `${folder}/${file}`;
  };
}

const PICTURES = /^[^\\\0]+\.(jpe?g|png)$/i;
const SPLITS = /^(train|val|test)\.json$/;

const vizwiz = (
  path: string,
  place: Archive["place"],
  known: { bytes?: number } = {},
): Archive => ({
  url: `https://vizwiz.cs.colorado.edu/VizWiz_final/${path}`,
  place,
  ...known,
});
/** Karpathy's splits of three data sets in one archive. */
const karpathy = (name: string): Archive => ({
  url: "https://cs.stanford.edu/people/karpathy/deepimagesent/caption_datasets.zip",
  place: into("", new RegExp(`^dataset_${name}\\.json$`)),
});

/**
 * Where the data sets are, as public sources name it. Sizes and checksums are theirs, where they give any;
 * none could be checked when this was written.
 */
export const DATA_SOURCES = {
  vizwiz: {
    title: "VizWiz-Captions",
    layout: "vizwiz",
    annotations: [vizwiz("caption/annotations.zip", into("annotations", SPLITS))],
    pictures: [
      // The size is that of the server's answer; about 3.3 and 4 GB the other two.
      vizwiz("images/train.zip", into("train", PICTURES), { bytes: 11_298_421_598 }),
      vizwiz("images/val.zip", into("val", PICTURES)),
      vizwiz("images/test.zip", into("test", PICTURES)),
    ],
    extras: [vizwiz("image_quality/annotations.zip", into("quality", SPLITS))],
    licence: "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    attribution:
      "D. Gurari, Y. Zhao, M. Zhang, N. Bhattacharya: Captioning Images Taken by People Who " +
      "Are Blind, ECCV 2020. Quality annotations: T. Chiu, Y. Zhao, D. Gurari: Assessing Image Quality " +
      "Issues for Real-World Problems, CVPR 2020. https://vizwiz.org",
  },
  coco: {
    title: "COCO 2014 captions, Karpathy's splits",
    layout: "karpathy",
    annotations: [karpathy("coco")],
    pictures: ["train2014", "val2014"].map((name): Archive => ({
      url: `http://images.cocodataset.org/zips/${name}.zip`,
      place: into(name, PICTURES),
    })),
    extras: [],
    licence:
      "captions CC BY 4.0; photographs under the terms of Flickr, each with a licence of its own",
    attribution: "T.-Y. Lin et al.: Microsoft COCO, ECCV 2014, https://cocodataset.org. Splits: " +
      "A. Karpathy, L. Fei-Fei: Deep Visual-Semantic Alignments, CVPR 2015",
  },
  flickr8k: {
    title: "Flickr8k, Karpathy's splits",
    layout: "karpathy",
    annotations: [karpathy("flickr8k")],
    pictures: [{
      url: "https://github.com/jbrownlee/Datasets/releases/download/Flickr8k/Flickr8k_Dataset.zip",
      bytes: 1_115_419_746,
      place: into("images", PICTURES),
    }],
    extras: [],
    licence: "non-commercial research and education only; photographs under the terms of Flickr",
    attribution:
      "M. Hodosh, P. Young, J. Hockenmaier: Framing Image Description as a Ranking Task, " +
      "JAIR 2013. Splits: A. Karpathy, L. Fei-Fei, CVPR 2015",
  },
  flickr30k: {
    title: "Flickr30k, Karpathy's splits",
    layout: "karpathy",
    annotations: [karpathy("flickr30k")],
    pictures: [{
      url: "https://huggingface.co/datasets/nlphuji/flickr30k/resolve/main/flickr30k-images.zip",
      bytes: 4_390_240_817,
      sha256: "f78a015e45ea38d4367367223b2bb63cec0d549d5da13c6211663e5439a93216",
      place: into("images", PICTURES),
    }],
    extras: [],
    licence: "non-commercial research and education only; photographs under the terms of Flickr",
    attribution: "P. Young, A. Lai, M. Hodosh, J. Hockenmaier: From Image Descriptions to Visual " +
      "Denotations, TACL 2014. Splits: A. Karpathy, L. Fei-Fei, CVPR 2015",
  },
} as const satisfies Record<string, DataSource>;

/** Name of a data set that can be fetched. */
export type DataSourceName = keyof typeof DATA_SOURCES;
