import { Command } from "commander";
import { mkdir } from "node:fs/promises";
import { layoutOf } from "../setup/layout.ts";
import { runChild } from "./child.ts";
import { runProgram, Stopped } from "./program.ts";
import { jupyterEnvironment } from "./reports/nbconvert.ts";

/** Runs JupyterLab until it ends or is stopped. */
async function lab(args: string[]): Promise<void> {
  const { python, root } = layoutOf();
  const env = jupyterEnvironment();
  await mkdir(env.JUPYTER_RUNTIME_DIR, { recursive: true });
  const { code, signal } = await runChild(python, [
    ...["-m", "jupyterlab", `--ServerApp.root_dir=${root}`],
    "--LabApp.default_url=/lab/tree/notebooks",
    ...(Deno.uid() === 0 ? ["--allow-root"] : []),
    ...args,
  ], { env });
  if (signal) throw new Stopped();
  if (code !== 0) throw new Error(`JupyterLab ended with status ${code}`);
}

await runProgram(
  new Command("deno task lab")
    .description("JupyterLab on the notebooks, with the project's kernel.")
    .argument(
      "[arguments...]",
      "JupyterLab's own, after --: deno task lab -- --no-browser --port 9000",
    )
    .allowUnknownOption()
    .action(lab),
);
