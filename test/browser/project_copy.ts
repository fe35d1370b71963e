import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { layoutOf, ROOT } from "#lib/setup";

/**
 * Copies the project into a folder as it is in this checkout, committed or not, with what set-up has made
 * as links. What is run there leaves the checkout's notebooks, runs and data as they are.
 */
export function copyProject(folder: string): void {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const paths = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\0");
  for (const path of paths) {
    if (path === "" || !existsSync(join(ROOT, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(ROOT, path), join(folder, path));
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
