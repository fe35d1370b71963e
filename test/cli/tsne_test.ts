import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Random, readSafetensors, type StoredTensor, writeSafetensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";
import { command, runCommand } from "./command.ts";

const NAMES = ["in.safetensors", "out.safetensors"];

/** Writes a file with some tensors; gives its path, and one for the map. */
async function files(
  folder: string,
  tensors: Readonly<Record<string, StoredTensor>>,
): Promise<{ path: string; out: string }> {
  const [path, out] = NAMES.map((name) => join(folder, name));
  await writeSafetensors(path, { tensors: new Map(Object.entries(tensors)) });
  return { path, out };
}

function matrix(rows: number, columns: number, spread = 1): StoredTensor & { data: Float32Array } {
  const random = new Random(1);
  const data = Float32Array.from({ length: rows * columns }, () => random.normal(0, spread));
  return { dtype: "F32", shape: [rows, columns], data };
}

Deno.test("deno task tsne maps the only matrix of a file, the same way twice", async () => {
  await inFolder(async (folder) => {
    const line: StoredTensor = { ...matrix(50, 4), shape: [200] };
    const { path, out } = await files(folder, { x: matrix(50, 4), line });
    const args = [
      "--in",
      path,
      "--perplexity",
      "5",
      "--init",
      "random",
      "--seed",
      "3",
      "--out",
      out,
    ];
    const done = await runCommand("tsne", ...args);
    assert.equal(done.code, 0, done.stderr);
    assert.match(
      done.stdout,
      /^KL \d\.\d{4} after \d+ iterations \(exact, iterations\): map \[50, 2\]/,
    );
    const { tensors, metadata } = await readSafetensors(out);
    assert.deepEqual(tensors.get("map")!.shape, [50, 2]);
    assert.equal(metadata.seed, "3");
    assert.equal(Number(metadata.divergence).toFixed(4), done.stdout.slice(3, 9));
    const bytes = readFileSync(out);
    assert.equal((await runCommand("tsne", ...args)).code, 0);
    assert.deepEqual(readFileSync(out), bytes);
  });
});

Deno.test("deno task tsne starts from a tensor of the file, by Barnes–Hut, with few points", async () => {
  await inFolder(async (folder) => {
    const { path, out } = await files(folder, { x: matrix(20, 4), start: matrix(20, 2, 1e-4) });
    const done = await runCommand(
      "tsne",
      ...["--in", path, "--tensor", "x", "--init", "start", "--perplexity", "15"],
      ...["--method", "barnes-hut", "--out", out],
    );
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /\(barnes-hut, .*map \[20, 2\]/);
    assert.ok((await readSafetensors(out)).tensors.get("map")!.data.every(Number.isFinite));
  });
});

/** A row of duplicates, and a column that is constant. */
const uneven = matrix(40, 4);
for (let i = 0; i < 40; i++) {
  if (i < 20) uneven.data.set(uneven.data.subarray(0, 4), 4 * i);
  uneven.data[4 * i + 3] = 7;
}

Deno.test("deno task tsne maps duplicates and constant columns", async () => {
  await inFolder(async (folder) => {
    const { path, out } = await files(folder, { x: uneven });
    const done = await runCommand("tsne", "--in", path, "--perplexity", "10", "--out", out);
    assert.equal(done.code, 0, done.stderr);
    const { data } = (await readSafetensors(out)).tensors.get("map")!;
    assert.ok(data.every(Number.isFinite));
  });
});

function flawed(value: number): StoredTensor {
  const one = matrix(50, 4);
  one.data[4 * 7 + 2] = value;
  return one;
}

/** What a file may have wrong: status 1 and one line that says so. */
const REFUSED: Readonly<
  Record<string, [tensors: Record<string, StoredTensor>, args: string[], message: RegExp]>
> = {
  "NaN": [{ x: flawed(NaN) }, [], /^Cannot project points: .* row 7, column 2 is NaN\n$/],
  "an infinite value": [{ x: flawed(Infinity) }, [], /^Cannot .* row 7, column 2 is Infinity\n$/],
  "one point": [
    { x: matrix(1, 4) },
    [],
    /^Cannot make a map: .* at least 3 points, current value is 1\n$/,
  ],
  "points that are all equal": [
    { x: { dtype: "F32", shape: [50, 2], data: new Float32Array(100).fill(0.1) } },
    [],
    /^Cannot make a map: the points must not all be equal\n$/,
  ],
  "a tensor with one axis": [
    { x: { dtype: "F32", shape: [200], data: new Float32Array(200) } },
    ["--tensor", "x"],
    /^Cannot project points: they must be a matrix \[N, F\], current value is 200 values of shape \[200\]\n$/,
  ],
  "no matrix": [
    { x: { dtype: "F32", shape: [200], data: new Float32Array(200) } },
    [],
    /--tensor must say which matrix is meant, current matrices are none\n$/,
  ],
  "two matrices": [{ a: matrix(9, 2), b: matrix(9, 2) }, [], /current matrices are "a", "b"\n$/],
  "no such tensor": [
    { a: matrix(9, 2) },
    ["--tensor", "b"],
    /must hold "b", current tensors are "a"\n$/,
  ],
  "a start of another shape": [
    { x: matrix(50, 4), start: matrix(9, 2) },
    ["--tensor", "x", "--init", "start"],
    /^Cannot start the map: the start must be \[50, 2\], current value is \[9, 2\]\n$/,
  ],
};
for (const [name, [tensors, args, message]] of Object.entries(REFUSED)) {
  Deno.test(`deno task tsne refuses ${name}`, async () => {
    await inFolder(async (folder) => {
      const { path, out } = await files(folder, tensors);
      const { code, stderr, stdout } = await runCommand(
        "tsne",
        "--in",
        path,
        ...args,
        "--out",
        out,
      );
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(withoutLog(stderr), message);
      assert.deepEqual(readdirSync(folder), [NAMES[0]]);
    });
  });
}

/** Without what the tensor library says of itself. */
function withoutLog(stderr: string): string {
  return stderr.split("\n").filter((line) => !/^(WARNING: All log|[IW]\d{4} )/.test(line)).join(
    "\n",
  );
}

Deno.test("deno task tsne refuses arguments that cannot be meant", async () => {
  await inFolder(async (folder) => {
    const { path, out } = await files(folder, { x: matrix(50, 4) });
    const before = readFileSync(path);
    for (
      const [args, message] of [
        [
          ["--perplexity", "50", "--out", out],
          /perplexity must be from 1 to below .* 50, current value is 50/,
        ],
        [["--perplexity", "0.5", "--out", out], /must be a number from 1/],
        [["--method", "fast", "--out", out], /Allowed choices are exact, barnes-hut/],
        [["--out", path], /--out must be another file than --in/],
      ] as const
    ) {
      const { code, stderr } = await runCommand("tsne", "--in", path, ...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    assert.deepEqual(readdirSync(folder), [NAMES[0]]);
    assert.deepEqual(readFileSync(path), before);
  });
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`deno task tsne says after ${signal} how far it got, and leaves the old map`, async () => {
    await inFolder(async (folder) => {
      const { path, out } = await files(folder, { x: matrix(2500, 2) });
      await Deno.writeTextFile(out, "old");
      const child = command("tsne", ["--in", path, "--out", out]).spawn();
      const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
      let said = "", more: ReadableStreamReadResult<string>;
      while (!(more = await reader.read()).done) {
        const before = said;
        said += more.value;
        // The first line of progress: the descent has begun.
        if (!/iterations/.test(before) && /iterations/.test(said)) child.kill(signal);
      }
      const { code } = await child.status;
      await child.stdout.cancel();
      assert.equal(code, 85, said);
      const [, made] = said.match(
        /\nStopped after (\d+) of 1000 iterations; nothing was written, the same command starts again\n$/,
      ) ?? assert.fail(said);
      assert.ok(Number(made) >= 1 && Number(made) < 1000, made);
      assert.deepEqual(readdirSync(folder).sort(), [...NAMES].sort());
      assert.equal(await Deno.readTextFile(out), "old");
    });
  });
}
