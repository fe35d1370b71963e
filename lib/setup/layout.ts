import { join } from "node:path";

/** The one Deno whose notebook kernel loses no output; newer ones do (see `lib/setup/mod.ts`). */
export const DENO_VERSION = "2.8.1";

/** Where set-up puts things, under the folder of the repository. */
export interface Layout {
  /** The repository. */
  root: string;
  /** The Python environment; everything below but `vendor` lies in it. */
  venv: string;
  /** The environment's Python. */
  python: string;
  /** The installer of Python packages. */
  uv: string;
  /** The pinned Deno. */
  deno: string;
  /** A `site-packages` of its own, so that the machine's Python version does not matter. */
  tensorflow: string;
  /** Kernels, settings and templates of Jupyter's tools. */
  jupyter: string;
  /** What was done, from which inputs. */
  stamp: string;
  /** Deno's copies of packages of jsr.io. */
  vendor: string;
}

/** The repository that this file lies in. */
export const ROOT: string = join(import.meta.dirname!, "..", "..");

/** The paths of set-up's results for a repository at `root`. */
export function layoutOf(root: string = ROOT): Layout {
  const venv = join(root, ".venv");
  return {
    root,
    venv,
    python: join(venv, "bin", "python"),
    uv: join(venv, "bin", "uv"),
    deno: join(venv, "bin", "deno"),
    tensorflow: join(venv, "tensorflow"),
    jupyter: join(venv, "share", "jupyter"),
    stamp: join(venv, "setup.json"),
    vendor: join(root, "vendor"),
  };
}
