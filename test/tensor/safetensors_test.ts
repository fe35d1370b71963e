import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openUrlSource } from "#lib/io";
import {
  readSafetensors,
  readSafetensorsFrom,
  type StoredTensor,
  writeSafetensors,
} from "#lib/tensor";
import { fixture } from "../fixtures.ts";
import { serving } from "../loopback_server.ts";

interface Expected {
  valid: Record<string, {
    values: Record<string, { shape: number[]; flat: (number | string | boolean)[] }>;
    metadata: Record<string, string> | null;
  }>;
  malformed: Record<string, { why: string; library_accepts: boolean }>;
}

const expected: Expected = JSON.parse(
  await readFile(fixture("models/safetensors_edge/expected.json"), "utf8"),
);
const edge = (name: string) => fixture(`models/safetensors_edge/${name}`);
/** Larger than any array, though it has no element: the reference's Python side refuses it, too. */
const TOO_LARGE = "bad_shape_zero_times_huge.safetensors";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "safetensors-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function number(value: number | string | boolean): number {
  return typeof value === "string" ? value === "NaN" ? NaN : Number(value) : Number(value);
}

Deno.test("a file comes back as it was written, and the same tensors give the same bytes", async () => {
  await inFolder(async (folder) => {
    const tensors = new Map<string, StoredTensor>([
      ["b", { dtype: "F32", shape: [2, 1], data: Float32Array.of(1, NaN) }],
      ["a", { dtype: "I64", shape: [], data: BigInt64Array.of(-(2n ** 63n)) }],
      ["empty", { dtype: "F16", shape: [0, 3], data: new Float16Array() }],
      ["ä/ü", { dtype: "BOOL", shape: [1], data: Uint8Array.of(1) }],
    ]);
    const metadata = { note: "two\nlines" };
    for (const name of ["one", "two"]) {
      await writeSafetensors(join(folder, name), { tensors, metadata });
    }
    const read = await readSafetensors(join(folder, "one"));
    assert.deepEqual(read, { tensors, metadata });
    assert.deepEqual(await readFile(join(folder, "one")), await readFile(join(folder, "two")));
  });
});

Deno.test("only the tensors that are asked for are read, a missing one is named", async () => {
  const path = edge("valid_unsorted_header.safetensors");
  const [first, second] = (await readSafetensors(path)).tensors.keys();
  assert.deepEqual([...(await readSafetensors(path, { names: [second] })).tensors.keys()], [
    second,
  ]);
  await assert.rejects(readSafetensors(path, { names: [first, "x"] }), {
    name: "RangeError",
    message: /must hold "x", current tensors are "/,
  });
});

for (const [name, { values, metadata }] of Object.entries(expected.valid)) {
  Deno.test(`readSafetensors() reads ${name} as the reference does`, async () => {
    const read = await readSafetensors(edge(name));
    assert.deepEqual(read.metadata, metadata ?? {});
    assert.deepEqual([...read.tensors.keys()].sort(), Object.keys(values).sort());
    for (const [key, { shape, flat }] of Object.entries(values)) {
      const stored = read.tensors.get(key)!;
      assert.deepEqual(stored.shape, shape, key);
      const large = stored.data instanceof BigInt64Array || stored.data instanceof BigUint64Array;
      const actual = large ? Array.from(stored.data, String) : Array.from(stored.data, Number);
      const wanted = large
        ? flat.map((value) => String(BigInt(value)))
        : flat.map((value) => stored.dtype === "BOOL" ? Number(value) : number(value));
      const compared = stored.dtype === "BOOL" ? actual.map((v) => Number(Boolean(v))) : actual;
      assert.deepEqual(compared, wanted, key);
    }
  });
}

for (const [name, { why, library_accepts }] of Object.entries(expected.malformed)) {
  const accepts = library_accepts && name !== TOO_LARGE;
  Deno.test(`readSafetensors() ${accepts ? "accepts" : "refuses"} ${name}: ${why}`, async () => {
    if (accepts) {
      assert.ok((await readSafetensors(edge(name))).tensors.size > 0);
      return;
    }
    await assert.rejects(readSafetensors(edge(name)), {
      name: "SyntaxError",
      message: /^Cannot read ".*": /,
    });
  });
}

Deno.test("readSafetensors() names a file that is missing or is cut off", async () => {
  await assert.rejects(readSafetensors("/nowhere.safetensors"), {
    message: 'Cannot read "/nowhere.safetensors": there is no such file',
  });
  await inFolder(async (folder) => {
    const path = join(folder, "cut.safetensors");
    await cp(edge("valid_f32.safetensors"), path);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 1));
    await assert.rejects(readSafetensors(path), /must cover the data exactly/);
  });
});

Deno.test("of a file on a server only the tensors that are asked for are fetched", async () => {
  const tensors = new Map(["a", "b", "c", "d"].map((name, i): [string, StoredTensor] => [
    name,
    { dtype: "F32", shape: [1000 + i], data: new Float32Array(1000 + i).fill(i) },
  ]));
  await inFolder(async (folder) => {
    await writeSafetensors(join(folder, "x"), { tensors });
    const files = { "/x": new Uint8Array(await readFile(join(folder, "x"))) };
    await serving({ files }, async (server) => {
      const source = await openUrlSource(`${server.url}/x`);
      const { tensors: read } = await readSafetensorsFrom(source, {
        wanted: (name) => /[bc]/.test(name),
      });
      assert.deepEqual(read, new Map([...tensors].filter(([name]) => /[bc]/.test(name))));
      // What is there, the header's length, the header, and two tensors that lie side by side.
      assert.equal(server.requests.length, 4);
      assert.ok(server.promised < 8_500, `${server.promised} bytes`);
    });
  });
});

Deno.test("writeSafetensors() refuses values that do not fill their shape, and leaves no file", async () => {
  await inFolder(async (folder) => {
    const tensors = new Map([
      ["x", { dtype: "F32", shape: [3], data: Float32Array.of(1, 2) } as StoredTensor],
    ]);
    await assert.rejects(writeSafetensors(join(folder, "x"), { tensors }), {
      name: "TypeError",
      message:
        'Cannot write "x": F32 of shape [3] needs 3 values, current value is 2 in a Float32Array',
    });
    assert.deepEqual(await readdir(folder), []);
  });
});
