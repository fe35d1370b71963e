import assert from "node:assert/strict";
import { runCode } from "./command.ts";

/** A tiny command whose action is given, with one option of its own. */
function tiny(action: string): string {
  return `
    import { Command } from "commander";
    import { runProgram, Stopped } from "./lib/cli/program.ts";
    import { wholeNumber } from "./lib/cli/arguments.ts";
    await runProgram(
      new Command("deno task tiny").argument("[word]").option("--n <n>", "", wholeNumber(1))
        .action(async (word, options) => { ${action} }),
    );`;
}

const FAILS = tiny(
  'await 0; throw new RangeError("Cannot do it: it must be done, current value is 0");',
);

Deno.test("runProgram() ends with 0 when all went well", async () => {
  const { code, stdout, stderr } = await runCode(tiny("console.log(word, options.n)"), {
    args: ["a b", "--n", "3"],
  });
  assert.deepEqual([code, stdout, stderr], [0, "a b 3\n", ""]);
});

Deno.test("runProgram() ends with 1 and the reason alone when the command fails", async () => {
  const { code, stdout, stderr } = await runCode(FAILS);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.equal(stderr, "Cannot do it: it must be done, current value is 0\n");
});

Deno.test("runProgram() prints the trace too where DEBUG is set", async () => {
  const { code, stderr } = await runCode(FAILS, { env: { DEBUG: "1" } });
  assert.equal(code, 1);
  assert.match(stderr, /^RangeError: Cannot do it.*\n\s+at /);
});

Deno.test("runProgram() ends with 1 also when something else than an error is thrown", async () => {
  const { code, stderr } = await runCode(tiny('throw "no disk";'));
  assert.deepEqual([code, stderr], [1, "no disk\n"]);
});

Deno.test("runProgram() ends with 2 and one line when the arguments are wrong", async () => {
  for (const args of [["--no-such"], ["--n", "0"], ["--n"], ["a", "b"]]) {
    const { code, stdout, stderr } = await runCode(tiny(""), { args });
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /^error: [^\n]+\n$/, args.join(" "));
  }
});

Deno.test("runProgram() ends with 85 when a signal has stopped the command", async () => {
  const silent = await runCode(tiny("throw new Stopped();"));
  assert.deepEqual([silent.code, silent.stderr], [85, ""]);
  const speaking = await runCode(tiny('throw new Stopped("stopped; go on with --resume");'));
  assert.deepEqual([speaking.code, speaking.stderr], [85, "stopped; go on with --resume\n"]);
});

Deno.test("runProgram() ends although a timer is left, and after all output is out", async () => {
  const line = "x".repeat(99),
    action = `
    setInterval(() => {}, 1000);
    for (let i = 0; i < 5000; i++) console.log(${JSON.stringify(line)});`;
  const { code, stdout } = await runCode(tiny(action));
  assert.equal(code, 0);
  assert.equal(stdout.length, 5000 * 100);
});

Deno.test("runProgram() keeps a status that the command has set itself", async () => {
  const { code } = await runCode(
    `import process from "node:process"; ${tiny("process.exitCode = 7;")}`,
  );
  assert.equal(code, 7);
});
