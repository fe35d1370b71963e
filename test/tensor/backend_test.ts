import assert from "node:assert/strict";
import { runCode } from "../cli/command.ts";

Deno.test("a program that starts tensors beside sharp and computes nothing ends well", async () => {
  const { code, stdout } = await runCode(`
    import "sharp";
    import { startTensors } from "#lib/tensor";
    await startTensors();
    console.log("end");`);
  assert.deepEqual([code, stdout], [0, "end\n"]);
});
