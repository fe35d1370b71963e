import assert from "node:assert/strict";
import plugin, { violation } from "./lint_plugin.ts";

/** Messages of the rules for a source text in a file of that name. */
function lint(filename: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, filename, source).map(({ message }) => message);
}

Deno.test("layers lets an import point to a lower layer or stay in its folder", () => {
  assert.deepEqual(lint("/p/lib/cli/a.ts", 'import { b } from "../io/b.ts";'), []);
  assert.deepEqual(lint("/p/lib/io/a.ts", 'import { b } from "./b.ts";'), []);
  assert.deepEqual(lint("/p/lib/datasets/mini/a.ts", 'import { b } from "../b.ts";'), []);
  assert.deepEqual(lint("/p/lib/datasets/mini/a.ts", 'import { b } from "../../text/b.ts";'), []);
  assert.deepEqual(lint("/p/test/io/a_test.ts", 'import { b } from "#lib/experiments";'), []);
});

Deno.test("layers refuses an import that points up or sideways", () => {
  for (
    const [from, to] of [["io", "tensor"], ["nn", "decoders"], ["encoders", "decoders"], [
      "metrics",
      "nn",
    ]]
  ) {
    const [message] = lint(`/p/lib/${from}/a.ts`, `import { b } from "../${to}/b.ts";`);
    assert.match(message, new RegExp(`^${from} .*must not import ${to} `));
  }
});

Deno.test("layers sees exports and dynamic imports", () => {
  assert.equal(lint("/p/lib/io/a.ts", 'export { b } from "../nn/b.ts";').length, 1);
  assert.equal(lint("/p/lib/io/a.ts", 'export * from "../nn/b.ts";').length, 1);
  assert.equal(lint("/p/lib/io/a.ts", 'await import("../nn/b.ts");').length, 1);
  assert.equal(lint("/p/lib/io/a.ts", 'import "../nn/b.ts";').length, 1);
});

Deno.test("layers lets types go everywhere", () => {
  assert.deepEqual(lint("/p/lib/io/a.ts", 'import type { B } from "../nn/b.ts";'), []);
  assert.deepEqual(lint("/p/lib/io/a.ts", 'import { type B } from "../nn/b.ts";'), []);
  assert.deepEqual(lint("/p/lib/io/a.ts", 'export type { B } from "../nn/b.ts";'), []);
  assert.equal(lint("/p/lib/io/a.ts", 'import { type B, c } from "../nn/b.ts";').length, 1);
});

Deno.test("layers keeps metrics, statistics and figures from tensors, and decoding from text", () => {
  for (const area of ["metrics", "statistics", "figures"]) {
    assert.match(violation(`/p/lib/${area}/a.ts`, "../tensor/mod.ts")!, /must not import tensor/);
  }
  assert.match(violation("/p/lib/decoding/a.ts", "../text/vocabulary.ts")!, /token ids/);
  assert.match(violation("/p/lib/training/a.ts", "../decoders/lstm.ts")!, /interfaces/);
  assert.equal(violation("/p/lib/decoding/a.ts", "../tensor/mod.ts"), undefined);
});

Deno.test("layers lets only tensor import the tensor library", () => {
  for (const name of ["@tensorflow/tfjs-core", "npm:@tensorflow/tfjs-node-gpu@4.22.0"]) {
    assert.match(violation("/p/lib/nn/a.ts", name)!, /Only tensor/);
    assert.equal(violation("/p/lib/tensor/a.ts", name), undefined);
  }
});

Deno.test("layers wants the file itself inside lib, and nothing outside of it", () => {
  assert.match(violation("/p/lib/cli/a.ts", "#lib/metrics")!, /import the file itself/);
  assert.match(violation("/p/lib/cli/a.ts", "../../test/fixtures.ts")!, /nothing outside lib/);
  assert.match(violation("/p/lib/novel/a.ts", "../io/b.ts")!, /novel has no layer/);
});

Deno.test("layers keeps packages out of setup", () => {
  assert.match(violation("/p/lib/setup/a.ts", "commander")!, /only node: and io/);
  assert.equal(violation("/p/lib/setup/a.ts", "node:fs"), undefined);
  assert.equal(violation("/p/lib/cli/a.ts", "commander"), undefined);
});

Deno.test("silence lets only cli, notebook and setup print", () => {
  assert.match(lint("/p/lib/nn/a.ts", 'console.log("x");')[0], /nn must not print/);
  assert.equal(lint("/p/lib/nn/a.ts", "Deno.stdout.isTerminal();").length, 1);
  assert.deepEqual(lint("/p/lib/cli/a.ts", 'console.log("x");'), []);
  assert.deepEqual(lint("/p/test/a.ts", 'console.log("x");'), []);
});

Deno.test("patience wants values to leave tensors through await", () => {
  assert.match(lint("/p/lib/nn/a.ts", "t.dataSync();")[0], /await data/);
  assert.equal(lint("/p/lib/nn/a.ts", "t.arraySync();").length, 1);
  assert.deepEqual(lint("/p/lib/tensor/a.ts", "t.dataSync();"), []);
});
