import assert from "node:assert/strict";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "#lib/setup";
import type { Cell, Notebook } from "../../../lib/cli/reports/ipynb.ts";
import { environmentOf, executionKey } from "../../../lib/cli/reports/keys.ts";
import { inFolder } from "../../temporary.ts";
import { notebook } from "./notebook.ts";

type Keys = typeof import("../../../lib/cli/reports/keys.ts");

/** Where changes matter to what a notebook shows, and where they do not. */
const INPUTS = [
  "lib/nn/linear.ts",
  "lib/types.ts",
  "lib/a new folder/a.ts",
  "data/paper.json",
  "data/mini/encoder.safetensors",
  "data/mini/records/study.json",
  "deno.lock",
];
const OTHERS = [
  "README.md",
  "lib/README.md",
  "lib/nn/README.md",
  "lib/cli/train.ts",
  "data/README.md",
  "data/mini/generated/train/a.jpg",
  "data/mini/pretraining/a.safetensors",
  "data/vizwiz/annotations/val.json",
  "notebooks/01-data.ipynb",
  "runs/a/record.json",
  "figures/a.svg",
  "test/a_test.ts",
];
const RENDERING = ["lib/setup/report_template/static/report.css", "lib/cli/reports/page.ts"];

/** Calls with a small repository, and with the module of keys that lies in it. */
async function inRepository(run: (keys: Keys, change: (path: string) => void) => Promise<void>) {
  await inFolder(async (root) => {
    let count = 0;
    const change = (path: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), `content ${count++}`);
    };
    // The module looks for its repository from where it lies itself.
    for (const folder of ["lib/cli/reports", "lib/setup", "lib/io"]) {
      cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
    }
    const keys: Keys = await import(pathToFileURL(join(root, "lib/cli/reports/keys.ts")).href);
    for (const path of [...INPUTS, ...OTHERS, ...RENDERING]) change(path);
    await run(keys, change);
  });
}

Deno.test("inputsKey() changes with the library, its lock and the committed inputs", async () => {
  await inRepository(async ({ inputsKey }, change) => {
    let key = await inputsKey({ study: "mini" });
    assert.equal(await inputsKey({ study: "mini" }), key);
    for (const path of INPUTS) {
      change(path);
      const next = await inputsKey({ study: "mini" });
      assert.notEqual(next, key, path);
      key = next;
    }
  });
});

Deno.test("inputsKey() changes with nothing else", async () => {
  await inRepository(async ({ inputsKey }, change) => {
    const key = await inputsKey({ study: "mini" });
    for (const path of [...OTHERS, ...RENDERING]) {
      change(path);
      assert.equal(await inputsKey({ study: "mini" }), key, path);
    }
  });
});

Deno.test("inputsKey() sees that a file was renamed, and survives a missing folder", async () => {
  await inFolder(async (root) => {
    for (const folder of ["lib/cli/reports", "lib/setup", "lib/io"]) {
      cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
    }
    writeFileSync(join(root, "deno.lock"), "{}");
    mkdirSync(join(root, "lib/nn"));
    const { inputsKey }: Keys = await import(
      pathToFileURL(join(root, "lib/cli/reports/keys.ts")).href
    );
    const keys: string[] = [];
    for (const name of ["a.ts", "b.ts"]) {
      writeFileSync(join(root, "lib/nn", name), "same");
      keys.push(await inputsKey({ study: "mini" }));
      rmSync(join(root, "lib/nn", name));
    }
    assert.notEqual(keys[0], keys[1]);
  });
});

Deno.test("inputsKey() of a downloaded study depends on its annotations", async () => {
  await inRepository(async ({ inputsKey }, change) => {
    const key = await inputsKey({ study: "vizwiz" });
    assert.equal(await inputsKey({ study: "vizwiz" }), key);
    change("data/vizwiz/annotations/train.json");
    assert.notEqual(await inputsKey({ study: "vizwiz" }), key);
  });
});

Deno.test("renderingKey() changes with the template and the code that makes pages, only", async () => {
  await inRepository(async ({ renderingKey }, change) => {
    let key = await renderingKey();
    for (const path of INPUTS.concat(OTHERS)) change(path);
    assert.equal(await renderingKey(), key);
    for (const path of RENDERING) {
      change(path);
      const next = await renderingKey();
      assert.notEqual(next, key, path);
      key = next;
    }
  });
});

const cell = (
  cell_type: Cell["cell_type"],
  source: string | string[],
  more: Partial<Cell> = {},
) => ({
  cell_type,
  source,
  metadata: {},
  ...more,
});

Deno.test("executionKey() changes with source, parameters and inputs", () => {
  const source = notebook(cell("markdown", "# A"), cell("code", "1 + 1"));
  const keys = [
    executionKey(source, { study: "mini" }, "inputs"),
    executionKey(source, { study: "vizwiz" }, "inputs"),
    executionKey(source, { study: "mini", images: 60 }, "inputs"),
    executionKey(source, { study: "mini", images: 80 }, "inputs"),
    executionKey(source, { study: "mini", full: true }, "inputs"),
    executionKey(source, { study: "mini" }, "other inputs"),
    executionKey(notebook(source.cells[0], cell("code", "1 + 2")), { study: "mini" }, "inputs"),
    executionKey(notebook(cell("markdown", "# B"), source.cells[1]), { study: "mini" }, "inputs"),
    executionKey(notebook(source.cells[1], source.cells[0]), { study: "mini" }, "inputs"),
    executionKey(notebook(source.cells[0]), { study: "mini" }, "inputs"),
    executionKey(notebook(source.cells[0], cell("raw", "1 + 1")), { study: "mini" }, "inputs"),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

Deno.test("executionKey() does not change with outputs, counts, names of cells or metadata", () => {
  const plain = notebook(cell("markdown", "# A\nb"), cell("code", "1 + 1"));
  const executed: Notebook = {
    ...notebook(
      cell("markdown", ["# A\n", "b"], { id: "x", metadata: { tags: ["t"] } }),
      cell("code", "1 + 1", {
        execution_count: 7,
        outputs: [{ output_type: "stream", name: "stdout", text: "2" }],
      }),
    ),
    metadata: { title: "A" },
  };
  const parameters = { study: "mini", images: undefined, full: false };
  assert.equal(
    executionKey(executed, parameters, "inputs"),
    executionKey(plain, { study: "mini" }, "inputs"),
  );
});

Deno.test("environmentOf() names what is set, and forgets what the caller's environment says", () => {
  Deno.env.set("IMAGES", "99");
  Deno.env.set("FULL", "1");
  assert.deepEqual(environmentOf({ study: "mini" }), { STUDY: "mini" });
  assert.deepEqual([Deno.env.get("IMAGES"), Deno.env.get("FULL")], [undefined, undefined]);
  assert.deepEqual(environmentOf({ study: "coco", images: 60, full: true }), {
    STUDY: "coco",
    IMAGES: "60",
    FULL: "1",
  });
});
