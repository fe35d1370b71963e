import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Reads a record that the repository holds under `data/mini/`, `mini-resnet.json` for instance.
 *
 * @throws {Error} If there is no such file.
 */
export async function committedRecord<T>(root: string, file: string): Promise<T> {
  return JSON.parse(await readFile(join(root, "data", "mini", file), "utf8"));
}
