import assert from "node:assert/strict";
import { runCode } from "./command.ts";

/** A command whose work sends itself a signal and says how it fares. */
function work(body: string, goOn = ""): string {
  return `
    import { Command } from "commander";
    import { runProgram } from "./lib/cli/program.ts";
    import { untilStopped } from "./lib/cli/stop_signal.ts";
    await runProgram(new Command("tiny").action(async () => {
      const result = await untilStopped(async (signal) => { ${body} }${goOn});
      console.log(result);
    }));`;
}

const WAIT = "await new Promise((resolve) => signal.addEventListener('abort', resolve));";

Deno.test("untilStopped() gives what the work gives", async () => {
  const { code, stdout, stderr } = await runCode(work("return signal.aborted;"));
  assert.deepEqual([code, stdout, stderr], [0, "false\n", ""]);
});

for (const name of ["SIGINT", "SIGTERM", "SIGUSR1"]) {
  Deno.test(`untilStopped() lets the work put its affairs in order after ${name}`, async () => {
    const { code, stdout, stderr } = await runCode(work(`
      Deno.kill(Deno.pid, "${name}");
      ${WAIT}
      console.log("saved");
      signal.throwIfAborted();`));
    assert.deepEqual([code, stdout], [85, "saved\n"]);
    assert.equal(stderr, "Stopped; the same command goes on from here\n");
  });
}

Deno.test("untilStopped() says how to go on in the command's own words", async () => {
  const body = `Deno.kill(Deno.pid, "SIGTERM"); ${WAIT} signal.throwIfAborted();`;
  const { code, stderr } = await runCode(work(body, ', "use --resume"'));
  assert.deepEqual([code, stderr], [85, "Stopped; use --resume\n"]);
});

Deno.test("untilStopped() gives the result of work that was finished when the signal came", async () => {
  const { code, stdout } = await runCode(work(`
    Deno.kill(Deno.pid, "SIGTERM");
    ${WAIT}
    return "complete";`));
  assert.deepEqual([code, stdout], [0, "complete\n"]);
});

Deno.test("untilStopped() leaves a failure a failure", async () => {
  const { code, stderr } = await runCode(work('throw new Error("no disk");'));
  assert.deepEqual([code, stderr], [1, "no disk\n"]);
});

Deno.test("untilStopped() tells a failure that comes after the signal", async () => {
  const { code, stderr } = await runCode(work(`
    Deno.kill(Deno.pid, "SIGTERM");
    ${WAIT}
    throw new Error("no disk for the checkpoint");`));
  assert.deepEqual([code, stderr], [1, "no disk for the checkpoint\n"]);
});
