import assert from "node:assert/strict";
import { ROOT } from "#lib/setup";
import { type Ended, runCommand } from "./command.ts";

/** Runs the command on pieces of input. */
async function tokenized(input: readonly string[], ...args: string[]): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    cwd: ROOT,
    args: ["run", "-A", "lib/cli/tokenize.ts", ...args],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter(), encoder = new TextEncoder();
  for (const piece of input) {
    await writer.write(encoder.encode(piece));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await writer.close();
  const { code, stdout, stderr } = await output;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("tokenize gives a line of tokens for each line, wherever the input is cut", async () => {
  const { code, stdout, stderr } = await tokenized(["It isn", "'t red.\r", "\n\nA (blue) mug"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(stdout, "it is n't red\n\na -lrb- blue -rrb- mug\n");
});

Deno.test("tokenize --mode official lets the next line count", async () => {
  const lines = ["Plan B.\nA dog\n"];
  assert.equal((await tokenized(lines)).stdout, "plan b.\na dog\n");
  assert.equal((await tokenized(lines, "--mode", "official")).stdout, "plan b\na dog\n");
});

Deno.test("tokenize says how many line breaks were inside lines, and shifts on request", async () => {
  const lines = ["a\u2028b\nc\n"];
  const safe = await tokenized(lines);
  assert.equal(safe.stdout, "a b\nc\n");
  assert.equal(safe.stderr, "1 line break inside captions became spaces\n");
  const shifted = await tokenized(lines, "--mode", "official", "--shift");
  assert.equal(shifted.stdout, "a\nb\n");
});

Deno.test("tokenize gives nothing for nothing", async () => {
  assert.deepEqual(await runCommand("tokenize"), { code: 0, stdout: "", stderr: "" });
});

Deno.test("tokenize refuses wrong arguments", async () => {
  for (const args of [["--mode", "fast"], ["--shift"], ["file.txt"]]) {
    const { code, stdout, stderr } = await runCommand("tokenize", ...args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^error: /);
  }
});
