import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Synonyms } from "./synonyms.ts";

/** Files of WordNet 3.0. */
export interface WordnetFiles {
  /**
   * The archive of the npm package WNdb 3.0.1 (`.tar.gz`), or WordNet 3.0's `index.sense` out of
   * it.
   */
  wordnet: string;
  /** Irregular forms: a line with the base form, then one with its forms. */
  exceptions: string;
}

const BLOCK = 512;
const SENSES = "dict/index.sense";

/**
 * Reads synsets and irregular forms of WordNet 3.0.
 *
 * @throws {Error} If a file is missing or not what it should be.
 */
export async function loadSynonyms({ wordnet, exceptions }: WordnetFiles): Promise<Synonyms> {
  const bytes = await contentOf(wordnet);
  const senses = wordnet.endsWith(".gz") ? await unpacked(bytes, wordnet) : bytes;
  const synsets = synsetsOf(new TextDecoder().decode(senses), wordnet);
  return new Synonyms(synsets, basesOf((await contentOf(exceptions)).toString(), exceptions));
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "the file is missing" : message;
    throw new Error(`Cannot read "${path}": ${reason}`, { cause: error });
  }
}

/** The list of senses out of the archive. */
async function unpacked(archive: Buffer, path: string): Promise<Buffer> {
  let files: Buffer;
  try {
    files = await promisify(gunzip)(archive);
  } catch (error) {
    throw new Error(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  }
  // A tar archive: a block that starts with the name and has the size in octal digits, then the file.
  for (let at = 0; at + BLOCK <= files.length;) {
    const header = files.toString("utf8", at, at + BLOCK);
    const name = header.slice(0, 100).replace(/\0.*/s, "");
    const size = parseInt(header.slice(124, 136), 8) || 0;
    if (name === SENSES) return files.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
  throw new Error(`Cannot read "${path}": it has no "${SENSES}"`);
}

/** Synset ids in rising order by lemma, from lines such as `able%3:00:00:: 00001740 1 66`. */
function synsetsOf(senses: string, path: string): Map<string, Int32Array> {
  const lists = new Map<string, number[]>();
  for (const line of senses.split("\n")) {
    const end = line.indexOf("%"), start = line.indexOf(" ", end);
    if (end <= 0 || start < 0) continue;
    const lemma = line.slice(0, end), id = Number(line.slice(start + 1, start + 9));
    const list = lists.get(lemma);
    if (list === undefined) lists.set(lemma, [id]);
    else if (!list.includes(id)) list.push(id);
  }
  if (lists.size === 0) throw new SyntaxError(`Cannot read "${path}": it is no list of senses`);
  return new Map(Array.from(lists, ([lemma, ids]) => [lemma, Int32Array.from(ids).sort()]));
}

function basesOf(text: string, path: string): Map<string, string[]> {
  const lines = text.trimEnd().split("\n");
  if (lines.length % 2 !== 0) {
    throw new SyntaxError(`Cannot read "${path}": line ${lines.length} has no forms below it`);
  }
  const bases = new Map<string, string[]>();
  for (let i = 0; i < lines.length; i += 2) {
    for (const form of lines[i + 1].split(" ")) {
      const known = bases.get(form);
      if (known) known.push(lines[i]);
      else bases.set(form, [lines[i]]);
    }
  }
  return bases;
}
