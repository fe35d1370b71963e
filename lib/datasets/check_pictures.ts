import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Field } from "../io/json.ts";

/**
 * Refuses a picture whose file is missing, at the place of the annotations that names it.
 *
 * Each folder is listed once: thousands of single look-ups are slow on network disks.
 *
 * @throws {RangeError} Naming the first one.
 * @throws {Error} If there is no folder of pictures.
 */
export async function checkPictures(
  pictures: readonly { path: string; field: Field }[],
): Promise<void> {
  for (const [folder, named] of Map.groupBy(pictures, ({ path }) => dirname(path))) {
    const files = await filesIn(folder);
    const missing = named.find(({ path }) => !files.has(basename(path)));
    missing?.field.refuse(`names a file that is missing, "${missing.path}"`);
  }
}

async function filesIn(folder: string): Promise<Set<string>> {
  const files = new Set<string>();
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const { name } = entry;
      const isFile = entry.isSymbolicLink()
        ? await stat(join(folder, name)).then((target) => target.isFile(), () => false)
        : entry.isFile();
      if (isFile) files.add(name);
    }
  } catch (error) {
    throw new Error(`Cannot read the pictures: there is no folder "${folder}"`, { cause: error });
  }
  return files;
}
