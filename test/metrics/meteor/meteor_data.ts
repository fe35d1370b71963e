import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "#lib/setup";

/**
 * Path of METEOR's table of paraphrases, or `undefined` where it is not: `METEOR_PARAPHRASES` names it, or
 * `deno task data meteor` has put it into `data/meteor/`.
 */
export const TABLE: string | undefined = [
  Deno.env.get("METEOR_PARAPHRASES"),
  join(ROOT, "data", "meteor", "paraphrase-en.gz"),
].find((path) => path !== undefined && existsSync(path));
