import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic, writeJson } from "../io/write.ts";
import { createHash } from "node:crypto";
import { probe } from "./command.ts";
import type { Layout } from "./layout.ts";
import type { Step } from "./stamp.ts";

/** The version that `deno.lock` names. */
const VERSION = "1.1.4";
/** Milliseconds that jsr.io has to answer. */
const PATIENCE = 2000;

/** What stands in for `@std/path`: the functions that are the same in `node:path` and `node:url`. */
export const STUB = `// Written by set-up where jsr.io does not answer.
export {
  basename,
  delimiter as DELIMITER,
  dirname,
  extname,
  format,
  isAbsolute,
  join,
  normalize,
  parse,
  relative,
  resolve,
  sep as SEPARATOR,
} from "node:path";
export { fileURLToPath as fromFileUrl, pathToFileURL as toFileUrl } from "node:url";
`;

/** `@std/path` in `vendor/`: Deno's own copy, or a stub where jsr.io does not answer. */
export function vendorStep(layout: Layout): Step {
  const folder = join(layout.vendor, "jsr.io", "@std", "path");
  return {
    name: "@std/path",
    key: VERSION,
    present: () => existsSync(folder),
    run: async () => {
      const config = join(layout.root, "deno.json");
      if (
        await answers(`https://jsr.io/@std/path/${VERSION}_meta.json`) &&
        await probe(Deno.execPath(), ["cache", "--config", config, `jsr:@std/path@${VERSION}`]) !==
          undefined &&
        existsSync(folder)
      ) {
        return;
      }
      await writeStub(folder);
      return "jsr.io does not answer: a stub over node:path";
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Writes the stub as Deno would have vendored it; the package's own description goes last. */
export async function writeStub(folder: string): Promise<void> {
  const checksum = createHash("sha256").update(STUB).digest("hex");
  const size = new TextEncoder().encode(STUB).length;
  await writeFileAtomic(join(folder, VERSION, "mod.ts"), STUB);
  await writeJson(join(folder, `${VERSION}_meta.json`), {
    manifest: { "/mod.ts": { size, checksum: `sha256-${checksum}` } },
    exports: { ".": "./mod.ts" },
  });
  await writeJson(join(folder, "meta.json"), {
    scope: "std",
    name: "path",
    latest: VERSION,
    versions: { [VERSION]: {} },
  });
}
