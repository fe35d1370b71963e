import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type Field, parseJson } from "../io/json.ts";
import { writeFileAtomic } from "../io/write.ts";
import { LONGEST } from "../text/n_grams.ts";

/** What the file says that it is. */
const FORMAT = "document frequencies 1";

/** An n-gram of a stored table. */
export interface DocumentEntry {
  /** Place in the table of the n-gram without its last word, −1 for none. */
  prefix: number;
  /** The last word. */
  word: string;
  /** In how many images it occurs. */
  documents: number;
}

/** Document frequencies as they are stored. */
export interface DocumentTable {
  /** Number of images. */
  images: number;
  /** N-grams, each after the one without its last word. */
  entries: DocumentEntry[];
}

/** Writes a table as compressed JSON: lists of equal length, words by their number. */
export async function writeDocumentTable(path: string, table: DocumentTable): Promise<void> {
  const numbers = new Map<string, number>();
  const lasts = table.entries.map(({ word }) => {
    if (!numbers.has(word)) numbers.set(word, numbers.size);
    return numbers.get(word)!;
  });
  const text = JSON.stringify({
    format: FORMAT,
    images: table.images,
    words: [...numbers.keys()],
    prefixes: table.entries.map(({ prefix }) => prefix),
    lasts,
    documents: table.entries.map(({ documents }) => documents),
  });
  await writeFileAtomic(path, gzipSync(text));
}

/**
 * Reads a table.
 *
 * @throws {Error} If the file is missing or is no table; the message says why.
 */
export async function readDocumentTable(path: string): Promise<DocumentTable> {
  const file = basename(path);
  const root = parseJson(await readCompressed(path), file);
  if (root.get("format").string() !== FORMAT) root.get("format").refuse(`must be "${FORMAT}"`);
  const images = root.get("images").integer();
  if (images < 1) root.get("images").refuse(`must be 1 or more, current value is ${images}`);
  const words = root.get("words").items().map((word) => word.string());
  const lasts = numbers(root.get("lasts"), { least: 0, most: () => words.length - 1 });
  const prefixes = numbers(root.get("prefixes"), { least: -1, most: (i) => i - 1 });
  const documents = numbers(root.get("documents"), { least: 1, most: () => images });
  for (const [name, list] of Object.entries({ prefixes, documents })) {
    if (list.length !== lasts.length) {
      root.get(name).refuse(`must have ${lasts.length} numbers, current number is ${list.length}`);
    }
  }
  checkLengths(prefixes, root.get("prefixes"));
  const entries = lasts.map((last, i) => ({
    prefix: prefixes[i],
    word: words[last],
    documents: documents[i],
  }));
  return { images, entries };
}

async function readCompressed(path: string): Promise<string> {
  try {
    return gunzipSync(await readFile(path)).toString("utf8");
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const reason = code === "ENOENT" ? "the file is missing" : message;
    throw new Error(`Cannot read "${path}": ${reason}`, { cause: error });
  }
}

/** Whole numbers within bounds; so many that no field is made for each. */
function numbers(list: Field, { least, most }: { least: number; most: (i: number) => number }) {
  const values: readonly unknown[] = Array.isArray(list.value) ? list.value : list.items();
  return values.map((value, i) => {
    if (Number.isSafeInteger(value) && value as number >= least && value as number <= most(i)) {
      return value as number;
    }
    return list.refuse(
      `must have whole numbers from ${least} to ${most(i)}, number ${i} is ${value}`,
    );
  });
}

/** No n-gram is longer than those that are counted. */
function checkLengths(prefixes: readonly number[], list: Field): void {
  const lengths: number[] = [];
  for (const [i, prefix] of prefixes.entries()) {
    lengths.push(prefix < 0 ? 1 : lengths[prefix] + 1);
    if (lengths[i] > LONGEST) {
      list.refuse(`must have n-grams of at most ${LONGEST} words, ${i} is longer`);
    }
  }
}
