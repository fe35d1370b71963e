import assert from "node:assert/strict";
import {
  add,
  executedOperations,
  liveHandles,
  matMul,
  rawOperation,
  startTensors,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  typeAttribute,
} from "#lib/tensor";

const info = await startTensors();

Deno.test("startTensors() says versions, device and threads in one line", async () => {
  assert.match(
    info.line,
    /^TensorFlow \d+\.\d+\.\d+ through TensorFlow\.js \d.*(CPU|GPU), \d+ thread/,
  );
  assert.equal(await startTensors(), info);
});

Deno.test("values come back as they went in, for each type and for no value at all", async () => {
  const floats = Float32Array.of(1.5, -0, Infinity, 2 ** -149);
  assert.deepEqual(await tensor1d(floats).data(), floats);
  const whole = Int32Array.of(2 ** 31 - 1, -(2 ** 31), 0);
  assert.deepEqual(await tensor1d(whole, "int32").data(), whole);
  assert.deepEqual(Array.from(await tensor1d([true, false], "bool").data()), [1, 0]);
  assert.deepEqual(await tensor1d(["ä", ""], "string").data() as unknown, ["ä", ""]);
  assert.equal((await tensor(new Float32Array(), [0, 3]).data()).length, 0);
});

Deno.test("a tensor keeps its values when the array it was made from changes", async () => {
  const values = Float32Array.of(1, 2);
  const x = add(tensor1d(values), 0);
  values[0] = 9;
  assert.deepEqual(Array.from(await x.data()), [1, 2]);
});

Deno.test("handles end by dispose and with their tidy", async () => {
  const before = liveHandles();
  const product = tidy(() => matMul(tensor2d([[1, 2]]), tensor2d([[3], [4]])));
  assert.deepEqual(Array.from(await product.data()), [11]);
  assert.equal(liveHandles(), before + 1);
  product.dispose();
  assert.equal(liveHandles(), before);
  product.dispose(); // once more does no harm
  assert.equal(liveHandles(), before);
});

Deno.test("a refused operation gives TensorFlow's reason and leaves no handle", () => {
  const a = add(tensor2d([[1, 2]]), 0); // values go to TensorFlow with the first operation
  const before = liveHandles();
  assert.throws(
    () =>
      tidy(() =>
        rawOperation("MatMul", { attributes: [typeAttribute("T", "float32")], inputs: [a, a] })
      ),
    /^Error: Cannot run MatMul: TensorFlow says ".*[Ii]ncompatible.*" \(code 3\)$/,
  );
  assert.throws(() => rawOperation("NoSuchOperation", { inputs: [a] }), /NoSuchOperation/);
  assert.equal(liveHandles(), before);
});

Deno.test("rawOperation() gives several outputs and counts as one operation", async () => {
  const before = executedOperations();
  const [values, ids] = rawOperation("Unique", {
    attributes: [typeAttribute("T", "int32"), typeAttribute("out_idx", "int32")],
    inputs: [tensor1d([7, 5, 7], "int32")],
    outputs: 2,
  });
  assert.equal(executedOperations(), before + 1);
  assert.deepEqual(Array.from(await values.data()), [7, 5]);
  assert.deepEqual(Array.from(await ids.data()), [0, 1, 0]);
});
