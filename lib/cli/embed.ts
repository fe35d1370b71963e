import { Command, Option } from "commander";
import { basename, relative } from "node:path";
import {
  EMBEDDED_SPLITS,
  type EmbeddedSplit,
  type Embeddings,
  embedRun,
  type Vectors,
} from "../experiments/embeddings/embed_run.ts";
import { openStudy, studyLabel } from "../experiments/study.ts";
import { ROOT } from "../setup/layout.ts";
import { type StoredTensor, writeSafetensors } from "../tensor/mod.ts";
import { imagesOption, studyOption, userPath, wholeNumber } from "./arguments.ts";
import { runProgram } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";

interface Options {
  run: string;
  split: EmbeddedSplit;
  study: string;
  images?: number;
  most?: number;
  classTokens?: boolean;
  out: string;
}

/** Writes what a run's networks make of a split's pictures and captions, and of the vocabulary. */
async function embed(options: Options): Promise<void> {
  const { run, split, study: name, images, most, classTokens, out } = options;
  const line = new ProgressLine();
  try {
    const embedded = await untilStopped(async (signal) => {
      const study = await openStudy(name, {
        root: ROOT,
        images,
        onProgress: (progress) => line.show("pictures", progress),
        signal,
      });
      return await embedRun(run, {
        ...{ study, root: ROOT, split, most, classTokens, signal },
        onProgress: (progress) => line.show("features", progress),
      });
    });
    const tensors = tensorsOf(embedded);
    await writeSafetensors(out, { tensors, metadata: metadataOf(embedded, options) });
    line.end();
    for (const [tensor, { shape }] of tensors) {
      console.log(`${tensor.padEnd(17)}  [${shape.join(", ")}]`);
    }
    console.log(`written to ${relative(Deno.cwd(), out)}`);
  } finally {
    line.end();
  }
}

/** The matrices under their names, as `deno task tsne --tensor` takes them. */
function tensorsOf({ images, image, caption, word }: Embeddings): Map<string, StoredTensor> {
  const matrices: Record<string, Vectors | undefined> = {
    "image.pooled": image.pooled,
    "image.class_token": image.classToken,
    "image.captioner": image.captioner,
    "caption.clip": caption.clip,
    "caption.words": caption.words,
    "caption.hidden": caption.hidden,
    "word": word,
  };
  return new Map<string, StoredTensor>([
    ...Object.entries(matrices).flatMap(([name, matrix]) =>
      matrix === undefined ? [] : [[name, { dtype: "F32", ...matrix }] as const]
    ),
    ["image_id", {
      dtype: "I64",
      shape: [images.length],
      data: BigInt64Array.from(images, ({ id }) => BigInt(id)),
    }],
  ]);
}

/** What the rows are, as JSON where there are many. */
function metadataOf(
  { images, captions, words }: Embeddings,
  { run, study, split }: Options,
): Record<string, string> {
  return {
    run: basename(run),
    study: studyLabel(study),
    split,
    files: JSON.stringify(images.map(({ fileName }) => fileName)),
    captions: JSON.stringify(captions),
    words: JSON.stringify(words),
  };
}

await runProgram(
  new Command("deno task embed")
    .description(
      "Writes the vectors that a finished run's networks have of a split's pictures (`image.pooled`, " +
        "`image.captioner`), of the first caption that people wrote of each (`caption.clip` where the encoder " +
        "is a CLIP, `caption.words`, `caption.hidden`) and of the vocabulary (`word`): matrices, a row each, " +
        "for deno task tsne and other analyses. The metadata have files, captions and words in the order of the rows.",
    )
    .requiredOption(
      "--run <folder>",
      "the run, runs/x or data/mini/captioner for instance",
      userPath,
    )
    .addOption(
      new Option("--split <name>", "pictures that somebody described").default("val")
        .choices([...EMBEDDED_SPLITS]),
    )
    .addOption(studyOption())
    .addOption(imagesOption())
    .option("--most <n>", "only the first so many pictures", wholeNumber(1))
    .option(
      "--class-tokens",
      "also `image.class_token`, a CLIP's vectors before the projection; encodes the pictures again",
    )
    .requiredOption("--out <file>", "a safetensors file", userPath)
    .action(embed),
);
