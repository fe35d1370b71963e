import assert from "node:assert/strict";
import { runCode } from "./command.ts";

/** What a line shows of a course of progress on a clock that is set by hand, in seconds. */
async function shown(course: string, { terminal = false } = {}): Promise<string> {
  const { code, stderr } = await runCode(`
    import { ProgressLine } from "./lib/cli/progress_line.ts";
    let time = 0;
    performance.now = () => 1000 * time;
    Deno.stderr.isTerminal = () => ${terminal};
    const line = new ProgressLine();
    const at = (seconds, stage, done, total, note, warning) => {
      time = seconds;
      line.show(stage, { done, total, unit: "pictures", note, warning });
    };
    ${course}`);
  assert.equal(code, 0, stderr);
  return stderr;
}

Deno.test("ProgressLine writes a plain line every ten seconds, and the last one always", async () => {
  const course = "for (let s = 0; s <= 25; s++) at(s, 'train', 4 * s, 100); line.end();";
  assert.deepEqual((await shown(course)).split("\n"), [
    "train: 0 of 100 pictures",
    "train: 40 of 100 pictures, 15 s left",
    "train: 80 of 100 pictures, 5 s left",
    "train: 100 of 100 pictures",
    "",
  ]);
});

Deno.test("ProgressLine starts anew with each stage", async () => {
  const course =
    "at(0, 'a', 1, 2); at(1, 'b', 1, 2); at(2, 'b', 2, 2); at(3, 'c', 5, 0, 'loss 1');";
  assert.deepEqual((await shown(course)).split("\n"), [
    "a: 1 of 2 pictures",
    "b: 1 of 2 pictures",
    "b: 2 of 2 pictures",
    "c: 5 pictures, loss 1",
    "",
  ]);
});

for (const terminal of [false, true]) {
  Deno.test(`ProgressLine leaves a warning on a line of its own, ${terminal ? "a" : "no"} terminal`, async () => {
    const course = "at(0, 'a', 1, 9); at(0.01, 'a', 2, 9, '', 'mind the gap'); line.end();";
    const lines = (await shown(course, { terminal })).split("\n");
    assert.equal(lines.filter((line) => line === "a: mind the gap").length, 1);
  });
}

Deno.test("ProgressLine reckons the time left from the pace of this run, not of an earlier one", async () => {
  const text = await shown("at(0, 'train', 500, 1000); at(10, 'train', 510, 1000);");
  assert.match(text, /510 of 1000 pictures, 490 s left\n$/);
});

Deno.test("ProgressLine rewrites one line on a terminal and ends it once", async () => {
  const course =
    "at(0, 'a', 1, 3); at(0.01, 'a', 2, 3); at(0.5, 'a', 3, 3); line.end(); line.end();";
  assert.equal(
    await shown(course, { terminal: true }),
    "\r\x1b[2Ka: 1 of 3 pictures\r\x1b[2Ka: 3 of 3 pictures\n",
  );
});

Deno.test("ProgressLine leaves standard output to the results", async () => {
  const { stdout } = await runCode(`
    import { ProgressLine } from "./lib/cli/progress_line.ts";
    new ProgressLine().show("a", { done: 1, total: 1, unit: "pictures" });
    console.log("result");`);
  assert.equal(stdout, "result\n");
});
