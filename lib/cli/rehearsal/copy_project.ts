import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { layoutOf, ROOT } from "../../setup/layout.ts";

/** What is run, and what it reads; not what was fetched, generated or made by runs. */
const COPIED = ["deno.json", "deno.lock", "lib", "notebooks", "data"];
const LEFT_OUT =
  /^data[/\\](?!mini|[^/\\]+\.(json|md)$)|^data[/\\]mini[/\\](generated|pretraining)/;

/**
 * Copies the project into a folder as it is here, with what set-up has made as links. What is run there
 * leaves this one's notebooks, runs and data as they are.
 */
export function copyProject(folder: string): void {
  for (const name of COPIED) {
    cpSync(join(ROOT, name), join(folder, name), {
      recursive: true,
      filter: (path) => !LEFT_OUT.test(relative(ROOT, path)),
    });
  }
  for (const name of ["node_modules", "vendor"]) {
    if (existsSync(join(ROOT, name))) symlinkSync(join(ROOT, name), join(folder, name));
  }
  // Its files, not the folder: what Jupyter writes while it runs, a key too, is the copy's own.
  const venv = layoutOf(folder).venv;
  mkdirSync(venv);
  for (const name of readdirSync(layoutOf().venv)) {
    if (name !== "runtime") symlinkSync(join(layoutOf().venv, name), join(venv, name));
  }
}
