import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.ts";
import type { Layout } from "./layout.ts";
import { requirements, uvEnvironment } from "./python.ts";
import { contentKey, type Stamp, type Step } from "./stamp.ts";

/** Which build of TensorFlow's library: for the processor, or for NVIDIA's GPUs. */
export type Variant = "cpu" | "gpu";

/** The step's name, under which the stamp knows it. */
export const TENSORFLOW = "TensorFlow library";

/** The wheels hold the same library for every Python; this one exists for every platform. */
const PYTHON_TAG = "3.11";

/** A kind of machine that the package index has wheels for. */
interface Wheel {
  /** The list of packages, without folder and ending. */
  list: string;
  /** The platform in uv's words. */
  platform: string;
}

/** The wheel for a machine, or `undefined` where there is none. */
export function wheelFor(os: string, arch: string, variant: Variant): Wheel | undefined {
  if (os === "linux" && arch === "x86_64") {
    const list = variant === "gpu" ? "tensorflow_gpu" : "tensorflow_cpu";
    return { list, platform: "x86_64-manylinux_2_28" };
  }
  if (variant === "gpu") return undefined;
  if (os === "linux" && arch === "aarch64") {
    return { list: "tensorflow", platform: "aarch64-manylinux_2_28" };
  }
  if (os === "darwin" && arch === "aarch64") {
    return { list: "tensorflow", platform: "aarch64-apple-darwin" };
  }
  return undefined;
}

/** One line on what set-up cannot do for a machine, or nothing. */
export function limitsOf(os: string, arch: string, variant: Variant): string | undefined {
  if (os === "windows") {
    return "TensorFlow's wheel for Windows lacks the library that is needed: use WSL2";
  }
  if (wheelFor(os, arch, variant) === undefined) {
    return `there is no TensorFlow library${variant === "gpu" ? " with CUDA" : ""} for ${os} on ` +
      `${arch}: models cannot run, the metrics can`;
  }
  if (os !== "linux" || arch !== "x86_64") {
    return `${os} on ${arch} is expected to work, and not proved: Linux x86_64 is`;
  }
}

/** What is asked for, or else what is installed: a plain run never undoes `--gpu`. */
export function variantOf(gpu: boolean, stamp: Stamp): Variant {
  return gpu || stamp[TENSORFLOW]?.startsWith("gpu ") ? "gpu" : "cpu";
}

/** TensorFlow's C library out of its wheel, without the Python around it. */
export function tensorflowStep(layout: Layout, wheel: Wheel, variant: Variant): Step {
  const list = requirements(wheel.list);
  return {
    name: TENSORFLOW,
    key: `${variant} ${contentKey(readFileSync(list), wheel.platform)}`,
    present: () => existsSync(join(layout.tensorflow, "tensorflow")),
    run: async () => {
      const partial = `${layout.tensorflow}.partial`;
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial, { recursive: true });
      await run(
        layout.uv,
        ["pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
          .concat("--python", layout.python, "--target", partial, "--python-version", PYTHON_TAG)
          .concat("--python-platform", wheel.platform, "--requirements", list),
        { purpose: "install TensorFlow's library", env: uvEnvironment() },
      );
      await prune(partial);
      await rm(layout.tensorflow, { recursive: true, force: true });
      await rename(partial, layout.tensorflow);
      return variant === "gpu" ? "for NVIDIA's GPUs" : undefined;
    },
  };
}

/** Keeps the two libraries, and NVIDIA's beside them, where the first one looks for them. */
async function prune(folder: string): Promise<void> {
  const remove = (path: string) => rm(path, { recursive: true, force: true });
  for (const name of await readdir(folder)) {
    if (name !== "tensorflow" && name !== "nvidia") await remove(join(folder, name));
  }
  for (const name of await readdir(join(folder, "tensorflow"))) {
    if (!isLibrary(name)) await remove(join(folder, "tensorflow", name));
  }
}

/** Whether a file of the wheel's top folder is one of the two libraries, and not a link for linkers. */
export function isLibrary(name: string): boolean {
  return /^libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/.test(name);
}
