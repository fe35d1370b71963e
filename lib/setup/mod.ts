/**
 * What a machine needs before anything else runs.
 *
 * Deno brings the npm packages by itself. This area brings the rest, all inside the repository:
 *
 * - `.venv/`: JupyterLab and nbconvert at pinned, hashed versions, in a Python environment that may be
 *   moved with its folder; call its tools as `.venv/bin/python -m jupyterlab`.
 * - `.venv/tensorflow/`: TensorFlow's C library out of its Python wheel, without the Python around it.
 * - `.venv/bin/deno`: the running Deno, and a notebook kernel pinned to it. The version is 2.8.1: from
 *   2.8.2 to at least 2.9.6 the kernel's outputs go through a queue that nobody waits for, and get lost.
 * - nbconvert's template `report`, the look of `figures/reports/`.
 * - `data/meteor/`: METEOR's paraphrases, only where they are asked for (`fetchParaphrases`).
 * - `vendor/`: where jsr.io does not answer, a stub for `@std/path` over `node:path`.
 *
 * `main.ts` runs before every task, in a process of its own, and takes a fraction of a second when
 * there is nothing to do: `.venv/setup.json` says what was done from which inputs. Only `node:`, `Deno`
 * and `io/` are imported here, because no package may be there yet.
 *
 * The lists in `requirements/` are made by `uv pip compile --universal --python-version 3.10
 * --generate-hashes --no-header --no-annotate --no-emit-index-url`, those of TensorFlow with `--no-deps
 * --python-version 3.11 --python-platform x86_64-manylinux_2_28`; the one with CUDA keeps `tensorflow`
 * and the `nvidia-…` packages of `tensorflow[and-cuda]`.
 *
 * ```ts
 * import { layoutOf } from "#lib/setup";
 *
 * console.log(layoutOf("/some/folder").python); // /some/folder/.venv/bin/python
 * ```
 *
 * @module
 */
export { SetupError } from "./advice.ts";
export { DENO_VERSION, type Layout, layoutOf, ROOT } from "./layout.ts";
export { type FetchOptions, fetchParaphrases } from "./paraphrases.ts";
export { setUp, type SetupOptions } from "./set_up.ts";
export { tensorflowLibrary } from "./tensorflow_library.ts";
