import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SetupError } from "./advice.ts";
import { denoStep, kernelStep, reportStep } from "./jupyter.ts";
import { DENO_VERSION, type Layout, layoutOf } from "./layout.ts";
import { jupyterStep, uvStep } from "./python.ts";
import { pendingSteps, readStamp, runSteps, type Step } from "./stamp.ts";
import { limitsOf, tensorflowStep, type Variant, variantOf, wheelFor } from "./tensorflow.ts";
import { vendorStep } from "./vendor.ts";

/** Settings of a set-up. */
export interface SetupOptions {
  /** TensorFlow's library for NVIDIA's GPUs instead of the processor's; stays for later runs. */
  gpu?: boolean;
  /** The repository; default: the one that this file lies in. */
  root?: string;
  /** Gets a line for each step that was done, for what cannot be done, or if nothing is to do. */
  report?: (line: string) => void;
}

/**
 * Makes sure that everything a fresh machine needs is there.
 *
 * Does only what is missing or outdated, each step complete or not at all, so that an interrupted run
 * goes on where it stopped; two runs at a time wait for each other. Needs no network once it is done.
 *
 * @throws {SetupError} If a step fails, with what to do about it.
 */
export async function setUp(options: SetupOptions = {}): Promise<void> {
  const { gpu = false, report = () => {} } = options;
  const layout = layoutOf(options.root);
  requireDeno(layout);
  const stamp = await readStamp(layout.stamp);
  const variant = variantOf(gpu, stamp);
  const { os, arch } = Deno.build;
  const steps = stepsFor(layout, variant);
  if ((await pendingSteps(steps, stamp)).length === 0) return report("nothing to do");

  const limits = limitsOf(os, arch, variant);
  if (limits !== undefined) report(limits);
  using _lock = await lockFolder(layout, report);
  const start = performance.now();
  await runSteps(await pendingSteps(steps, await readStamp(layout.stamp)), layout.stamp, report);
  report(`done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

function stepsFor(layout: Layout, variant: Variant): Step[] {
  const wheel = wheelFor(Deno.build.os, Deno.build.arch, variant);
  return [
    vendorStep(layout),
    uvStep(layout),
    jupyterStep(layout),
    denoStep(layout),
    kernelStep(layout),
    reportStep(layout),
    ...(wheel === undefined ? [] : [tensorflowStep(layout, wheel, variant)]),
  ];
}

/** Newer kernels lose outputs, and a mixture of versions is hard to understand for its user. */
function requireDeno(layout: Layout): void {
  if (Deno.version.deno === DENO_VERSION) return;
  const command = existsSync(layout.deno) ? ".venv/bin/deno" : `npx -y deno@${DENO_VERSION}`;
  throw new SetupError(
    `Cannot run in this Deno: ${DENO_VERSION} is needed, current value is ${Deno.version.deno}`,
    `Run ${command} task … instead: the notebook kernel of newer versions loses outputs.`,
  );
}

/** Lets one set-up work at a time; the system frees the lock even if its holder is killed. */
async function lockFolder(layout: Layout, report: (line: string) => void): Promise<Disposable> {
  try {
    await mkdir(layout.venv, { recursive: true });
    const file = await Deno.open(join(layout.venv, "setup.lock"), { write: true, create: true });
    if (!await file.tryLock(true)) {
      report("another set-up is at work in this folder: waiting for it");
      await file.lock(true);
    }
    return file;
  } catch (error) {
    throw new SetupError(
      `Cannot write in "${layout.venv}": ${error instanceof Error ? error.message : error}`,
      "The repository's folder must be writable by you.",
    );
  }
}
