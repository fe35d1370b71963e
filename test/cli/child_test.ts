import assert from "node:assert/strict";
import { runChild } from "../../lib/cli/child.ts";
import { runCode } from "./command.ts";

/** Runs a shell's script and gathers the lines of its standard error. */
async function shell(script: string, options: { cwd?: string; env?: Record<string, string> } = {}) {
  const lines: string[] = [];
  const status = await runChild("sh", ["-c", script], {
    ...options,
    onLine: (line) => lines.push(line),
  });
  return { ...status, lines };
}

Deno.test("runChild() gives the status and every line of standard error, the last one too", async () => {
  const script = "echo out; printf 'a\\n\\nb ' >&2; printf 'c\\nd' >&2; exit 3";
  assert.deepEqual(await shell(script), {
    code: 3,
    signal: undefined,
    lines: ["a", "", "b c", "d"],
  });
});

Deno.test("runChild() passes folder and environment on", async () => {
  const { lines } = await shell('pwd >&2; echo "$WORD" >&2', { cwd: "/", env: { WORD: "a b" } });
  assert.deepEqual(lines, ["/", "a b"]);
});

Deno.test("runChild() does not wait for what the child has left running", async () => {
  // Without that, the loop that reads would end only with the sleeper, after the test's patience.
  const { code, lines } = await shell("sleep 30 >&2 & echo $! >&2; echo done >&2");
  Deno.kill(Number(lines[0]), "SIGKILL"); // throws if the sleeper had ended by itself
  assert.deepEqual([code, lines[1]], [0, "done"]);
});

/** Calls `runChild()` in a process that gets TERM once the child has said that it is ready. */
function stopped(script: string, options: string): string {
  return `
    import { runChild } from "./lib/cli/child.ts";
    const lines = [];
    const { code, signal } = await runChild("sh", ["-c", ${JSON.stringify(script)}], {
      onLine: (line) => {
        lines.push(line);
        if (line === "ready") Deno.kill(Deno.pid, "SIGTERM");
      },
      ${options}
    });
    console.log(JSON.stringify({ code, signal, lines }));`;
}

Deno.test("runChild() passes TERM on to the child and says which signal came", async () => {
  const script =
    "trap 'echo tidied >&2; exit 9' TERM; echo ready >&2; while :; do sleep 0.05; done";
  const { stdout } = await runCode(stopped(script, ""));
  assert.deepEqual(JSON.parse(stdout), { code: 9, signal: "SIGTERM", lines: ["ready", "tidied"] });
});

Deno.test("runChild() ends what the child has started where that is asked for", async () => {
  const script =
    "sleep 30 & echo $! >&2; trap 'exit 9' TERM; echo ready >&2; while :; do wait; done";
  const { stdout } = await runCode(stopped(script, "wholeTree: true"));
  const { code, lines } = JSON.parse(stdout);
  assert.equal(code, 9);
  const { stdout: state } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", lines[0]] })
    .output();
  // It is gone, or dead and waits to be taken note of, where the first process of a container does not.
  assert.match(new TextDecoder().decode(state), /^(Z.*\n)?$/);
});
