import { readdir, readFile, stat } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { DENO_VERSION, ROOT } from "../../setup/layout.ts";
import { contentKey } from "../../setup/stamp.ts";
import { joined, type Notebook } from "./ipynb.ts";

/** What a notebook is told, by environment variables of these names in capitals. */
export interface Parameters {
  study: string;
  images?: number;
  full?: boolean;
}

/**
 * Parameters as the environment of a kernel; what is not set is absent.
 *
 * Variables of these names that the caller's own environment has are removed from it: the page's key
 * would not know of them.
 */
export function environmentOf({ study, images, full }: Parameters): Record<string, string> {
  for (const name of ["STUDY", "IMAGES", "FULL"]) Deno.env.delete(name);
  return {
    STUDY: study,
    ...(images === undefined ? {} : { IMAGES: String(images) }),
    ...(full ? { FULL: "1" } : {}),
  };
}

/** Folders of `lib` that no cell's result depends on. */
const OUTSIDE = new Set(["cli", "setup"]);
/** Folders of `data/mini` that are made from the rest. */
const GENERATED = new Set(["generated", "pretraining"]);

/** Hash of all that notebooks have in common: the library, its packages, the committed inputs. */
export async function inputsKey(parameters: Pick<Parameters, "study" | "images">): Promise<string> {
  const files = [
    ...await filesUnder(join(ROOT, "lib"), (folder) => !OUTSIDE.has(folder)),
    ...(await entries(join(ROOT, "data"))).filter((name) => name.endsWith(".json"))
      .map((name) => join(ROOT, "data", name)),
    ...await filesUnder(join(ROOT, "data", "mini"), (folder) => !GENERATED.has(folder)),
    ...await filesUnder(join(ROOT, "lib", "setup", "requirements"), () => true),
    join(ROOT, "deno.lock"),
  ];
  const contents = await Promise.all(
    files.sort().map(async (path) => [
      path.slice(ROOT.length),
      await readFile(path),
    ]),
  );
  return contentKey(DENO_VERSION, ...contents.flat(), ...await fetchedFiles(parameters));
}

/** What is fetched is large: size and time of annotations and weights stand for all of it. */
async function fetchedFiles(
  { study, images }: Pick<Parameters, "study" | "images">,
): Promise<string[]> {
  if (study === "mini") return [];
  const part = images === undefined ? "" : `-${images}`;
  const folder = isAbsolute(study) ? study : join(ROOT, "data", `${study}${part}`);
  const files = [
    ...(await entries(folder)).filter((name) => /\.(json|csv)$/.test(name))
      .map((name) => join(folder, name)),
    ...await filesUnder(join(folder, "annotations")),
    ...await filesUnder(join(folder, "quality")),
    ...await filesUnder(join(ROOT, "data", "weights")),
  ];
  return await Promise.all(
    files.sort().map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return `${basename(path)} ${size} ${mtimeMs}`;
    }),
  );
}

/** Hash of what one notebook's execution depends on. */
export function executionKey(notebook: Notebook, parameters: Parameters, inputs: string): string {
  const cells = notebook.cells.map((cell) => `${cell.cell_type} ${joined(cell.source)}`);
  return contentKey(inputs, JSON.stringify(environmentOf(parameters)), ...cells);
}

/** Hash of what turns an executed notebook into a page. */
export async function renderingKey(): Promise<string> {
  const template = await filesUnder(join(ROOT, "lib", "setup", "report_template"));
  const code = await filesUnder(import.meta.dirname!);
  return contentKey(
    ...await Promise.all([...template, ...code].sort().map((path) => readFile(path))),
  );
}

async function filesUnder(
  folder: string,
  enters: (folder: string) => boolean = () => true,
): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && enters(entry.name)) found.push(...await filesUnder(path, enters));
    else if (entry.isFile() && !entry.name.endsWith(".md")) found.push(path);
  }
  return found;
}

async function entries(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}
