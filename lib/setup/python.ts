import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { SetupError } from "./advice.ts";
import { probe, run } from "./command.ts";
import type { Layout } from "./layout.ts";
import { contentKey, type Step } from "./stamp.ts";

const REQUIREMENTS = join(import.meta.dirname!, "requirements");

/** Path of a committed list of packages with their hashes. */
export function requirements(name: string): string {
  return join(REQUIREMENTS, `${name}.txt`);
}

/** The installer uv: the machine's own if it has a recent one, else fetched by the machine's Python. */
export function uvStep(layout: Layout): Step {
  return {
    name: "uv",
    key: contentKey(readFileSync(requirements("uv"))),
    present: () => existsSync(layout.uv),
    run: async () => {
      await mkdir(join(layout.venv, "bin"), { recursive: true });
      const own = await probe("uv", ["--version"]);
      if (own !== undefined && isRecentUv(own)) {
        const program = await probe("sh", ["-c", "command -v uv"]);
        if (program) {
          await install(program.trim(), layout.uv);
          return `${own.trim()} of this machine`;
        }
      }
      return await fetchUv(layout);
    },
  };
}

/** `--relocatable` and `--require-hashes` as used here have worked since 0.5. */
export function isRecentUv(version: string): boolean {
  const [, major, minor] = version.match(/^uv (\d+)\.(\d+)/) ?? [];
  return Number(major) > 0 || Number(minor) >= 5;
}

async function fetchUv(layout: Layout): Promise<string> {
  const python = await findPython();
  const bootstrap = join(layout.venv, "bootstrap");
  await rm(bootstrap, { recursive: true, force: true });
  await run(python, ["-m", "venv", bootstrap], { purpose: "make a Python environment" });
  await run(
    join(bootstrap, "bin", "python"),
    ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", requirements("uv")],
    { purpose: "install uv", env: { PIP_DISABLE_PIP_VERSION_CHECK: "1" } },
  );
  await install(join(bootstrap, "bin", "uv"), layout.uv);
  await rm(bootstrap, { recursive: true, force: true });
  return `by ${python}`;
}

/** Puts a program in place so that a run beside this one never sees half of it. */
export async function install(program: string, target: string): Promise<void> {
  const partial = `${target}.${Deno.pid}.partial`;
  await mkdir(join(target, ".."), { recursive: true });
  try {
    await copyFile(program, partial);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

/** The first Python on the PATH that is new enough. */
async function findPython(): Promise<string> {
  const found: string[] = [];
  for (
    const name of ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"]
  ) {
    const version = await probe(name, ["-c", "import sys; print(*sys.version_info[:2], sep='.')"]);
    if (version === undefined) continue;
    const [major, minor] = version.trim().split(".").map(Number);
    if (major === 3 && minor >= 10) return name;
    found.push(`${name} ${version.trim()}`);
  }
  throw new SetupError(
    "Cannot make a Python environment: Python 3.10 or newer must be on the PATH, current value is " +
      (found.join(", ") || "none"),
    "JupyterLab and nbconvert are Python programs. On Debian and Ubuntu: sudo apt install python3 " +
      "python3-venv; on macOS: brew install python. Without administrator's rights, put the program " +
      "uv on the PATH: it brings a Python of its own.",
  );
}

/** The Python environment with JupyterLab and nbconvert, pinned and hashed. */
export function jupyterStep(layout: Layout): Step {
  const list = requirements("jupyter");
  return {
    name: "JupyterLab and nbconvert",
    key: contentKey(readFileSync(list)),
    // A link to a Python that the machine no longer has does not "exist".
    present: () => existsSync(layout.python) && existsSync(join(layout.jupyter, "nbconvert")),
    run: async () => {
      await run(
        layout.uv,
        ["venv", "--quiet", "--no-project", "--relocatable", "--allow-existing"]
          .concat("--python", ">=3.10", layout.venv),
        { purpose: "make the Python environment", env: uvEnvironment() },
      );
      await run(
        layout.uv,
        ["pip", "install", "--quiet", "--python", layout.python, "--require-hashes"]
          .concat("--only-binary", ":all:", "--requirements", list),
        { purpose: "install JupyterLab and nbconvert", env: uvEnvironment() },
      );
    },
  };
}

/** Settings under which uv runs: pip's mirror where uv has none of its own. */
export function uvEnvironment(): Record<string, string> {
  const mirror = Deno.env.get("PIP_INDEX_URL");
  const own = Deno.env.get("UV_DEFAULT_INDEX") ?? Deno.env.get("UV_INDEX_URL");
  return mirror && !own ? { UV_DEFAULT_INDEX: mirror } : {};
}
