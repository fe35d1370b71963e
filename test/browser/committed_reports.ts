import { join } from "node:path";
import { type Notebook, readNotebook, serializeNotebook } from "../../lib/cli/reports/ipynb.ts";
import { NOTEBOOKS, publish, sign } from "../../lib/cli/reports/report.ts";
import { writeFileAtomic } from "../../lib/io/write.ts";

/** A notebook of the repository as it is committed, with its outputs. */
export function committedNotebook(name: string): Promise<Notebook> {
  return readNotebook(join(NOTEBOOKS, `${name}.ipynb`));
}

/** Turns committed notebooks into reports as `deno task reproduce` does, but executes nothing. */
export async function convertCommitted(names: readonly string[], folder: string): Promise<void> {
  await Promise.all(names.map(async (name) => {
    const copy = join(folder, `${name}.ipynb`), key = "committed";
    const signed = sign(await committedNotebook(name), { name, key, study: "mini" });
    await writeFileAtomic(copy, serializeNotebook(signed));
    await publish(copy, join(folder, `${name}.html`), key);
  }));
}
