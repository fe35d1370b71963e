import { existsSync, globSync, readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";

import { join } from "node:path";
import { writeFileAtomic, writeJson } from "../io/write.ts";
import { DENO_VERSION, type Layout } from "./layout.ts";
import { install } from "./python.ts";
import { contentKey, type Step } from "./stamp.ts";

const TEMPLATE = join(import.meta.dirname!, "report_template");

/** A copy of the running Deno, for the kernel and for runs without a network. */
export function denoStep(layout: Layout): Step {
  return {
    name: "Deno",
    key: DENO_VERSION,
    present: () => existsSync(layout.deno),
    run: () => install(Deno.execPath(), layout.deno),
  };
}

/** The kernel's description: found from its own place, so that the repository may be moved. */
export const KERNEL = {
  argv: [
    "{resource_dir}/../../../../bin/deno",
    "jupyter",
    "--kernel",
    "--conn",
    "{connection_file}",
  ],
  display_name: `Deno ${DENO_VERSION}`,
  language: "typescript",
  // Colour codes do not belong in a stored output; TensorFlow's remarks are not for readers.
  env: { NO_COLOR: "1", TF_CPP_MIN_LOG_LEVEL: "2" },
};

/** JupyterLab asks nobody for news, and does not ask to be built. */
const OVERRIDES = {
  "@jupyterlab/apputils-extension:notification": {
    fetchNews: "false",
    checkForUpdates: false,
    doNotDisturbMode: true,
  },
};

/**
 * Parts of JupyterLab that are left out. Its debugger asks every kernel that runs a cell for its modules,
 * Deno's too, which cannot be debugged; its language servers would be programs that set-up does not
 * install. Both fill the browser's console with errors.
 */
const PAGE = {
  disabledExtensions: {
    "@jupyterlab/debugger-extension": true,
    "@jupyterlab/fileeditor-extension:language-server": true,
    "@jupyterlab/lsp-extension": true,
    "@jupyterlab/notebook-extension:language-server": true,
  },
};

/** The notebook kernel, and JupyterLab's settings. */
export function kernelStep(layout: Layout): Step {
  const kernel = join(layout.jupyter, "kernels", "deno", "kernel.json");
  const settings = join(layout.jupyter, "lab", "settings");
  return {
    name: "notebook kernel",
    key: contentKey(JSON.stringify([KERNEL, OVERRIDES, PAGE])),
    present: () => existsSync(kernel),
    run: async () => {
      await writeJson(kernel, KERNEL);
      await writeJson(join(settings, "overrides.json"), OVERRIDES);
      await writeJson(join(settings, "page_config.json"), PAGE);
      // The notebooks are TypeScript: a second kernel would only be chosen by mistake.
      await rm(join(layout.jupyter, "kernels", "python3"), { recursive: true, force: true });
    },
  };
}

/** The look of the reports, as a template of nbconvert named "report". */
export function reportStep(layout: Layout): Step {
  const target = join(layout.jupyter, "nbconvert", "templates", "report");
  const names = globSync("**/*.*", { cwd: TEMPLATE }).sort();
  return {
    name: "report template",
    key: contentKey(...names.map((name) => readFileSync(join(TEMPLATE, name)))),
    present: () => existsSync(join(target, "conf.json")),
    run: async () => {
      for (const name of names) {
        await writeFileAtomic(join(target, name), await readFile(join(TEMPLATE, name)));
      }
    },
  };
}
