import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { renderFormulas } from "./formulas.ts";

const TYPES: Record<string, string> = {
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
};

/** What a page carries about its own making. */
export interface PageOptions {
  /** The notebook's folder, which its links and pictures are relative to. */
  folder: string;
  /** What the page was made from; `pageKey` reads it. */
  key: string;
}

/**
 * Makes nbconvert's page complete in itself: formulas as MathML, pictures inside, links to other
 * notebooks leading to their reports, and its key in the head.
 */
export async function finishPage(page: string, options: PageOptions): Promise<string> {
  const finished = await embedPictures(renderFormulas(page), options.folder);
  return finished
    .replaceAll(/(<a [^>]*?href=")(?:\.\/)?(\d\d-[\w-]+)\.ipynb(["#])/g, "$1$2.html$3")
    .replaceAll(/(<a [^>]*?href=")\.\.\//g, "$1../../")
    .replace("</title>", `</title>\n<meta name="reproduce" content="${options.key}">`);
}

async function embedPictures(page: string, folder: string): Promise<string> {
  const found = page.matchAll(/<img [^>]*?src="((?!data:|https?:)[^"]+)"/g);
  for (const [, source] of found) {
    const type = TYPES[extname(source).toLowerCase()];
    if (type === undefined) {
      throw new TypeError(`Cannot embed "${source}": SVG, PNG or JPEG is needed`);
    }
    const bytes = await readFile(join(folder, decodeURI(source)));
    page = page.replaceAll(
      `src="${source}"`,
      `src="data:${type};base64,${bytes.toString("base64")}"`,
    );
  }
  return page;
}

/** The key of a finished page, or `undefined` if there is no such page. */
export async function pageKey(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).match(/<meta name="reproduce" content="([^"]*)">/)?.[1];
  } catch {
    return undefined;
  }
}
