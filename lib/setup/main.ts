/** The process that runs before every task: makes sure of set-up, prints on standard error only. */
import { parseArgs } from "node:util";
import { SetupError } from "./advice.ts";
import { setUp } from "./set_up.ts";

const HELP = `Usage: deno task setup [--gpu]

Prepares this machine: JupyterLab, nbconvert, TensorFlow's library, the notebook kernel and the
template of the reports, all inside this folder. Every other task does this first; a second run
finds that nothing is left to do.

Options:
  --gpu   TensorFlow's library for NVIDIA's GPUs (CUDA 12, about 3 GB)
  --help  shows this`;

const say = (line: string) => console.error(`set-up: ${line}`);

function options(): { gpu?: boolean; help?: boolean } {
  try {
    return parseArgs({
      options: {
        gpu: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    say(`${(error as Error).message}\n\n${HELP}`);
    Deno.exit(2);
  }
}

const { gpu, help } = options();
if (help) {
  console.log(HELP);
  Deno.exit(0);
}
try {
  await setUp({ gpu, report: say });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`${error.message}\n        ${error.advice}`);
  Deno.exit(1);
}
