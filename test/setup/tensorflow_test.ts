import assert from "node:assert/strict";
import {
  isLibrary,
  limitsOf,
  TENSORFLOW,
  variantOf,
  wheelFor,
} from "../../lib/setup/tensorflow.ts";

Deno.test("wheelFor() knows the machines that there are wheels for", () => {
  assert.equal(wheelFor("linux", "x86_64", "cpu")?.list, "tensorflow_cpu");
  assert.equal(wheelFor("linux", "x86_64", "gpu")?.list, "tensorflow_gpu");
  assert.equal(wheelFor("linux", "aarch64", "cpu")?.platform, "aarch64-manylinux_2_28");
  assert.equal(wheelFor("darwin", "aarch64", "cpu")?.platform, "aarch64-apple-darwin");
  assert.equal(wheelFor("darwin", "x86_64", "cpu"), undefined);
  assert.equal(wheelFor("darwin", "aarch64", "gpu"), undefined);
  assert.equal(wheelFor("windows", "x86_64", "cpu"), undefined);
});

Deno.test("limitsOf() is silent on the proved machine and says one line elsewhere", () => {
  assert.equal(limitsOf("linux", "x86_64", "cpu"), undefined);
  assert.match(limitsOf("darwin", "aarch64", "cpu")!, /expected to work, and not proved/);
  assert.match(limitsOf("darwin", "aarch64", "gpu")!, /no TensorFlow library with CUDA for darwin/);
  assert.match(limitsOf("freebsd", "x86_64", "cpu")!, /models cannot run, the metrics can/);
  assert.match(limitsOf("windows", "x86_64", "cpu")!, /WSL2/);
});

Deno.test("variantOf() never undoes --gpu", () => {
  assert.equal(variantOf(false, {}), "cpu");
  assert.equal(variantOf(true, {}), "gpu");
  assert.equal(variantOf(false, { [TENSORFLOW]: "gpu 0123" }), "gpu");
  assert.equal(variantOf(false, { [TENSORFLOW]: "cpu 0123" }), "cpu");
  assert.equal(variantOf(true, { [TENSORFLOW]: "cpu 0123" }), "gpu");
});

Deno.test("isLibrary() keeps the two libraries and no link for linkers", () => {
  const names = [
    "libtensorflow_cc.so.2",
    "libtensorflow_framework.so.2",
    "libtensorflow_cc.2.dylib",
    "libtensorflow_cc.so",
    "libtensorflow_cc.so.2-2.params",
    "__init__.py",
    "python",
  ];
  assert.deepEqual(names.filter(isLibrary), names.slice(0, 3));
});
