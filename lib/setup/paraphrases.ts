import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { checksum } from "../io/checksum.ts";
import { SetupError } from "./advice.ts";
import { run } from "./command.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { requirements, uvEnvironment } from "./python.ts";

/** The file's name in the package and here. */
const TABLE = "paraphrase-en.gz";
const SHA256 = "c147ac7d2c91f2fbb3ad31e4b352235061eb83145e0434daf217ee9ca5975f48";

/** Settings of fetching. */
export interface FetchOptions {
  /** Stops it. */
  signal?: AbortSignal;
  /** Whose tools are used; default: this repository's. */
  layout?: Layout;
}

/**
 * Fetches METEOR's table of paraphrases (62 MB) out of the Python package pycocoevalcap 1.2 (104
 * MB).
 *
 * The file is complete, with the checksum recorded here, or absent. One that is there already is
 * left as it is.
 *
 * @param folder Where it goes, as `paraphrase-en.gz`.
 * @returns Whether it had to be fetched.
 * @throws {SetupError} If that fails, with what to do about it.
 */
export async function fetchParaphrases(
  folder: string,
  { signal, layout = layoutOf() }: FetchOptions = {},
): Promise<boolean> {
  const target = join(folder, TABLE);
  if (existsSync(target) && await checksum(target) === SHA256) return false;
  const partial = join(folder, `pycocoevalcap.${Deno.pid}.partial`);
  try {
    await mkdir(partial, { recursive: true });
    await run(
      layout.uv,
      ["pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
        .concat("--python", layout.python, "--target", partial)
        .concat("--requirements", requirements("pycocoevalcap")),
      { purpose: "fetch METEOR's paraphrases", env: uvEnvironment(), signal },
    );
    await moveTable(join(partial, "pycocoevalcap", "meteor", "data", TABLE), target);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return true;
}

async function moveTable(source: string, target: string): Promise<void> {
  const found = existsSync(source) ? await checksum(source) : "no file";
  if (found !== SHA256) {
    throw new SetupError(
      `Cannot fetch METEOR's paraphrases: the checksum of "${TABLE}" must be ${SHA256}, current value is ${found}`,
      "The package index gave something else than was recorded here: look at the mirror or proxy in between.",
    );
  }
  await rename(source, target);
}
