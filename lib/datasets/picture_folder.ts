import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { Field, readJson } from "../io/json.ts";
import { Random } from "../tensor/random.ts";
import { checkPictures } from "./check_pictures.ts";
import { shareOut } from "./share_out.ts";
import { type LoadedSplit, loadedSplit, type Photograph, type SplitName } from "./splits.ts";

/** The files of captions that a folder of one's own may have. */
export const CAPTION_FILES = ["captions.csv", "captions.json"] as const;

/** What a line of either file may say: what is misspelt must not be passed over. */
const CSV_COLUMNS = ["file", "caption", "split"], JSON_KEYS = ["file", "captions", "split"];

/** Seed of the splits where the captions name none. */
const SPLIT_SEED = 1;

/**
 * Loads one split of your own data: a folder of pictures with `captions.csv` or `captions.json`.
 *
 * The CSV, in UTF-8, has a heading with `file` and `caption`, and if wanted `split`, and no other column; a picture with several captions
 * has several lines. The JSON is a list of `{ "file": …, "captions": […], "split": … }`. Where no split is
 * named, 75 / 15 / 10 % of the pictures are drawn for training, validation and test by a fixed seed.
 * Pictures are numbered from 1 in the order in which they are first named; pictures that are not named do
 * not belong to the data.
 *
 * @throws {SyntaxError} If the CSV or JSON cannot be read, with the line.
 * @throws {TypeError | RangeError} If a line has no file or caption, a split is unknown or named for some
 * pictures only, or a file is missing, with the line or position.
 *
 * @example
 * ```ts
 * import { loadPictureFolder } from "#lib/datasets";
 * import assert from "node:assert/strict";
 *
 * const { images, references } = await loadPictureFolder("test/testdata/datasets/own", "val");
 * assert.deepEqual([images[0].fileName, references.get(images[0].id)], ["mug.jpg", ["a mug"]]);
 * ```
 */
export async function loadPictureFolder(folder: string, split: SplitName): Promise<LoadedSplit> {
  const lines = await readLines(folder);
  const pictures = [...Map.groupBy(lines, ({ file }) => file.fileName())];
  const splits = splitsOf(pictures);
  const images: Photograph[] = [], references = new Map<number, string[]>();
  const files: { path: string; field: Field }[] = [];
  for (const [place, [fileName, own]] of pictures.entries()) {
    if (splits[place] !== split) continue;
    const id = place + 1, path = join(folder, fileName);
    images.push({ id, fileName, path });
    files.push({ path, field: own[0].file });
    const texts = own.flatMap(({ captions }) => captions.map(textOf));
    if (texts.length > 0) references.set(id, texts);
  }
  await checkPictures(files);
  return loadedSplit(split, { images, references });
}

/** Whether a folder has captions of one's own. */
export function isPictureFolder(folder: string): boolean {
  return CAPTION_FILES.some((file) => existsSync(join(folder, file)));
}

/** What one line, or one entry, says. */
interface Line {
  file: Field;
  captions: Field[];
  split?: Field;
}

async function readLines(folder: string): Promise<Line[]> {
  const found = CAPTION_FILES.filter((file) => existsSync(join(folder, file)));
  if (found.length !== 1) {
    throw new RangeError(
      `Cannot read "${folder}": it must have one of ${CAPTION_FILES.join(", ")}, ` +
        `current number is ${found.length}`,
    );
  }
  const path = join(folder, found[0]);
  if (path.endsWith(".csv")) return await readCsv(path);
  return (await readJson(path)).items("picture").map((entry) => {
    const other = entry.keys().find((key) => !JSON_KEYS.includes(key));
    if (other !== undefined) {
      entry.refuse(
        `must have no other keys than ${JSON_KEYS.join(", ")}, current one is "${other}"`,
      );
    }
    return {
      file: entry.get("file"),
      captions: entry.get("captions").items(),
      split: entry.find("split"),
    };
  });
}

async function readCsv(path: string): Promise<Line[]> {
  const file = basename(path), text = decoded(await readFile(path), file);
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, {
      columns: (heading: string[]) => checkedHeading(heading, file),
      info: true,
      trim: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SyntaxError(`Cannot read "${file}": ${error.message}`, { cause: error });
  }
  return rows.map(({ record, info: { lines } }) => {
    const row = new Field(record, file, `line ${lines}`), split = row.find("split");
    return {
      file: row.get("file"),
      captions: [row.get("caption")],
      split: split?.value === "" ? undefined : split,
    };
  });
}

/** Spreadsheets write other alphabets too, whose letters would be lost without a word. */
function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SyntaxError(`Cannot read "${file}": it must be text in UTF-8`, { cause: error });
  }
}

function checkedHeading(heading: string[], file: string): string[] {
  const once = new Set(heading).size === heading.length;
  const known = heading.every((column) => CSV_COLUMNS.includes(column));
  if (once && known && heading.includes("file") && heading.includes("caption")) return heading;
  throw new RangeError(
    `Cannot read "${file}": line 1 must name file, caption and if wanted split, each once, current ` +
      `heading is ${heading.join(", ")}`,
  );
}

function textOf(caption: Field): string {
  const text = caption.string();
  if (text.trim() === "") caption.refuse("must not be empty");
  return text;
}

/** The split of each picture: named, or drawn. */
function splitsOf(pictures: readonly [string, Line[]][]): SplitName[] {
  const named = pictures.map(([, lines]) => lines.map(({ split }) => split));
  if (named.flat().every((split) => split === undefined)) return drawn(pictures.length);
  return pictures.map(([name, lines]) => {
    const names = new Set(lines.map(({ split }) => split?.string()));
    const [only] = names;
    if (names.size === 1 && (only === "train" || only === "val" || only === "test")) return only;
    return lines[0].file.refuse(
      `"${name}" must have one split, train, val or test, current ones are ${
        [...names].map((each) => each ?? "none").join(", ")
      }`,
    );
  });
}

function drawn(pictures: number): SplitName[] {
  const { train, val } = shareOut(pictures);
  const order = new Random(SPLIT_SEED).shuffle(Array.from({ length: pictures }, (_, i) => i));
  const splits: SplitName[] = [];
  order.forEach((place, i) =>
    splits[place] = i < train ? "train" : i < train + val ? "val" : "test"
  );
  return splits;
}
