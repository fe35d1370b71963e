import { InvalidArgumentError } from "commander";
import assert from "node:assert/strict";
import { join } from "node:path";
import { gather, userPath, wholeNumber } from "../../lib/cli/arguments.ts";

Deno.test("wholeNumber() reads whole numbers from the least on", () => {
  const read = wholeNumber(20);
  assert.deepEqual(["20", "0021", "4000"].map(read), [20, 21, 4000]);
  assert.equal(wholeNumber(0)("0"), 0);
});

Deno.test("wholeNumber() refuses everything else and says what it must be", () => {
  const read = wholeNumber(1);
  for (const text of ["0", "-1", "+1", "1.5", "1e3", "0x10", "", " 1", "ten", "9007199254740993"]) {
    assert.throws(() => read(text), (error) => {
      assert.ok(error instanceof InvalidArgumentError, text);
      assert.equal(error.message, "It must be a whole number from 1.");
      return true;
    });
  }
});

Deno.test("gather() keeps the order and leaves its default alone", () => {
  const none: string[] = [];
  assert.deepEqual(gather("b=2", gather("a=1", none)), ["a=1", "b=2"]);
  assert.deepEqual(none, []);
  assert.deepEqual(gather("a=1"), ["a=1"]);
});

Deno.test("userPath() is relative to where the user stands, not to where the task runs", () => {
  const before = Deno.env.get("INIT_CWD");
  try {
    Deno.env.set("INIT_CWD", "/somewhere/else");
    assert.equal(userPath("a.jpg"), "/somewhere/else/a.jpg");
    assert.equal(userPath("/b.jpg"), "/b.jpg");
    Deno.env.delete("INIT_CWD");
    assert.equal(userPath("a.jpg"), join(Deno.cwd(), "a.jpg"));
  } finally {
    if (before !== undefined) Deno.env.set("INIT_CWD", before);
  }
});
