import { Command, InvalidArgumentError, Option } from "commander";
import { readdir, stat } from "node:fs/promises";
import { basename, isAbsolute, join, normalize, relative } from "node:path";
import type { FeatureStore } from "../datasets/feature_store.ts";
import { identifyPictures, type PictureFile } from "../datasets/picture_files.ts";
import { ENCODER_NAMES, frozenEncoder } from "../experiments/encoders.ts";
import { extractShare, type Share } from "../experiments/extract.ts";
import { narrowed } from "../experiments/narrowed.ts";
import { ROOT } from "../setup/layout.ts";
import { readBy, userPath } from "./arguments.ts";
import { runProgram } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";

interface Options {
  encoder: string;
  weights?: string;
  images: string[];
  out: string;
  grid: boolean;
  shard?: Share;
  precision: "float32" | "bfloat16";
}

/** Reads `i/n`, a job of an array: `2/8` is the third of eight. */
function jobOf(text: string): Share {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (of === undefined || Number(index) >= Number(of)) {
    throw new InvalidArgumentError("It must be i/n with i from 0 to n - 1.");
  }
  return { index: Number(index), of: Number(of) };
}

/** Encodes pictures into a feature store; those that cannot be decoded are named and counted. */
async function encode(
  { encoder, weights, images, out, grid, shard: share, precision }: Options,
  command: Command,
): Promise<void> {
  const pictures = await findPictures(images);
  const loaded = await readBy(command, () => frozenEncoder(encoder, { root: ROOT, weights }));
  const frozen = precision === "bfloat16" ? narrowed(loaded) : loaded;
  const line = new ProgressLine();
  try {
    const store = await untilStopped(async (signal) => {
      const identified = await identifyPictures(pictures, {
        onProgress: (progress) => line.show("checksums", progress),
        signal,
      });
      return await extractShare(identified, {
        frozen,
        folder: out,
        grid,
        share,
        onProgress: (progress) => line.show("features", progress),
        signal,
      });
    });
    line.end();
    if (store) print(store, out);
    else console.log("this job's shards are there; others are still missing");
  } finally {
    line.end();
  }
}

/** The pictures that the user means: those of one folder, or files. */
async function findPictures(images: readonly string[]): Promise<PictureFile[]> {
  const folders = new Set<string>();
  for (const name of images) {
    const found = await stat(userPath(name)).catch((error) => {
      const reason = error.code === "ENOENT" ? "there is no such file or folder" : error.message;
      throw new Error(`Cannot read "${name}": ${reason}`, { cause: error });
    });
    if (found.isDirectory()) folders.add(name);
  }
  if (folders.size === 0) return images.map(picture);
  if (images.length === 1) return await picturesIn(images[0]);
  throw new Error(
    `Cannot encode "${[...folders][0]}": --images must be one folder or files, ` +
      "current value is a folder among others",
  );
}

/** A file under the name that it is given; of an absolute path, which a store must not have, the last part. */
function picture(name: string): PictureFile {
  const fileName = isAbsolute(name) ? basename(name) : normalize(name).replaceAll("\\", "/");
  return { fileName, path: userPath(name) };
}

/** Pictures directly in a folder, in the order of their names' letters; hidden files are none. */
async function picturesIn(folder: string): Promise<PictureFile[]> {
  const place = userPath(folder);
  const entries = await readdir(place, { withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name);
  const names = files.filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).sort();
  if (names.length === 0) {
    throw new Error(
      `Cannot encode "${folder}": it must hold pictures (.jpg, .jpeg, .png or .webp), current number is 0`,
    );
  }
  const others = files.length - names.length;
  if (others > 0) {
    console.error(
      `${folder}: ${others} ${others === 1 ? "file" : "files"} of other kinds left out`,
    );
  }
  return names.map((fileName) => ({ fileName, path: join(place, fileName) }));
}

function print({ pictures, skipped, width, gridShape }: FeatureStore, folder: string): void {
  for (const { fileName, reason } of skipped) console.error(`${fileName}: ${reason}`);
  const n = pictures.length;
  const shapes = [`pooled [${n}, ${width}]`];
  if (gridShape) shapes.push(`grid [${n}, ${gridShape.join(", ")}]`);
  const without = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
  console.log(
    `${n} pictures encoded${without}: ${shapes.join(", ")}; written to ${
      relative(Deno.cwd(), folder) || "."
    }`,
  );
}

await runProgram(
  new Command("deno task encode")
    .description(
      "Encodes pictures into a feature store: a folder that training and analyses read. " +
        "A stopped extraction goes on with the same command.",
    )
    .requiredOption("--encoder <name>", `which one: ${ENCODER_NAMES.join(", ")}`)
    .option(
      "--weights <path>",
      "a safetensors file, or a folder with one, as hubs have them; default: data/weights/<encoder>",
      userPath,
    )
    .requiredOption(
      "--images <path...>",
      "a folder with JPEG, PNG or WebP pictures directly in it, or files",
    )
    .requiredOption("--out <folder>", "the store's folder", userPath)
    .option(
      "--shard <i/n>",
      "one of n jobs, counted from 0: makes every n-th file of the store; the job that finds all of " +
        "them there finishes it, in whatever order they run",
      jobOf,
    )
    .addOption(
      new Option(
        "--precision <name>",
        "of the products of matrices; bfloat16 is faster where the processor has the instructions, at " +
          "an error of some thousandths (deno task bench encode measures both)",
      ).choices(["float32", "bfloat16"]).default("float32"),
    )
    .option("--no-grid", "only one vector a picture, none by position")
    .action(encode),
);
