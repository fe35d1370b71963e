import {
  type Bundle,
  duration,
  notebookOutput,
  progressBar,
  type ProgressState,
  textOutput,
} from "#lib/notebook";
import assert from "node:assert/strict";

/** A clock that is set by hand. */
function handClock(): { now: number; read: () => number } {
  const clock = { now: 0, read: () => clock.now };
  return clock;
}

/** Keeps every state. */
function recorder(interval = 100) {
  const states: ProgressState[] = [];
  return {
    states,
    output: { interval, write: (state: ProgressState) => void states.push(state) },
  };
}

function textSink(terminal: boolean) {
  const chunks: string[] = [];
  return {
    chunks,
    isTerminal: () => terminal,
    // Takes seven bytes at most at a time, as a pipe may.
    writeSync(bytes: Uint8Array): number {
      const part = bytes.subarray(0, 7);
      chunks.push(String.fromCharCode(...part));
      return part.length;
    },
  };
}

const update = (done: number, total = 100) => ({ done, total, unit: "updates" });

Deno.test("progressBar() shows a state each 100 ms at most, and always the last", async () => {
  const clock = handClock(), { states, output } = recorder();
  const bar = progressBar("T", { output, clock: clock.read });
  for (let done = 1; done <= 100; done++) {
    clock.now += 10;
    await bar(update(done));
  }
  assert.deepEqual(states.map(({ done }) => done), [1, 11, 21, 31, 41, 51, 61, 71, 81, 91, 100]);
  assert.deepEqual(states.map(({ ended }) => ended), [...Array(10).fill(false), true]);
  assert.equal(states[10].elapsed, 1000);
});

Deno.test("progressBar() keeps a warning, though it came between two states that are shown", async () => {
  const clock = handClock(), { states, output } = recorder();
  const bar = progressBar("T", { output, clock: clock.read });
  await bar(update(1));
  await bar({ ...update(2), warning: "mind the gap" });
  clock.now = 1000;
  await bar(update(50));
  await bar(update(100));
  const warnings = states.map(({ warning }) => warning);
  assert.deepEqual(warnings, [undefined, "mind the gap", "mind the gap"]);
});

Deno.test("progressBar() estimates the rest from the speed since the first state", async () => {
  const clock = handClock(), { states, output } = recorder();
  const bar = progressBar("T", { output, clock: clock.read });
  await bar(update(50)); // a resumed run
  clock.now = 1000;
  await bar(update(55));
  clock.now = 2000;
  await bar(update(60));
  // One second is too short to tell; then ten updates took 2 s, forty are left.
  assert.deepEqual(states.map(({ left }) => left), [undefined, undefined, 8000]);
});

Deno.test("progressBar() has no share and no estimate while the total is not known", async () => {
  const clock = handClock(), sink = textSink(false);
  const bar = progressBar("Download", { output: textOutput(sink), clock: clock.read });
  await bar({ done: 1234, total: 0, unit: "bytes" });
  clock.now = 65_000;
  await bar({ done: 99_999, total: 0, unit: "bytes" });
  await bar.end("complete");
  assert.deepEqual(sink.chunks.join("").replaceAll("\u00c2\u00b7", "·").split("\n"), [
    "Download: 1,234 bytes · 0.0 s",
    "Download: 99,999 bytes · 1 min 5 s",
    "Download: 99,999 bytes in 1 min 5 s · complete",
    "",
  ]);
});

Deno.test("progressBar() ends once: at its total or with end(), then stays as it is", async () => {
  const { states, output } = recorder(0);
  const bar = progressBar("T", { output, clock: () => 0 });
  await bar.end();
  assert.equal(states.length, 0); // nothing was begun
  await bar(update(40));
  await bar.end("stopped early");
  await bar(update(41));
  await bar.end();
  assert.deepEqual(states.map(({ done, ended }) => [done, ended]), [[40, false], [40, true]]);
  assert.equal(states[1].note, "stopped early");
});

Deno.test("progressBar() does not let an update overtake the one before", async () => {
  const order: string[] = [];
  const release: (() => void)[] = [];
  const output = {
    interval: 0,
    write: (state: ProgressState) =>
      new Promise<void>((resolve) => {
        order.push(`begin ${state.done}`);
        release.push(() => {
          order.push(`end ${state.done}`);
          resolve();
        });
      }),
  };
  const bar = progressBar("T", { output, clock: () => 0 });
  const both = Promise.all([bar(update(1)), bar(update(2))]);
  while (order.length < 4) {
    await Promise.resolve();
    release.shift()?.();
  }
  await both;
  assert.deepEqual(order, ["begin 1", "end 1", "begin 2", "end 2"]);
});

Deno.test("notebookOutput() displays once, then updates that output", async () => {
  const calls: { bundle: Bundle; update: boolean; id: string; raw: boolean }[] = [];
  const output = notebookOutput((bundle, { update, display_id, raw }) => {
    calls.push({ bundle, update, id: display_id, raw });
    return Promise.resolve();
  });
  const clock = handClock();
  const bar = progressBar("a <b>", { output, clock: clock.read });
  await bar({ ...update(25), note: "loss <3" });
  clock.now = 150;
  await bar(update(50));
  clock.now = 200;
  await bar(update(100));
  assert.deepEqual(calls.map(({ update, raw }) => [update, raw]), [
    [false, true],
    [true, true],
    [true, true],
  ]);
  assert.equal(new Set(calls.map(({ id }) => id)).size, 1);
  const html = calls.map(({ bundle }) => String(bundle["text/html"]));
  assert.match(html[0], /a &lt;b&gt;.*width: 25\.0%.*25 of 100 updates · loss &lt;3/);
  assert.match(html[2], /width: 100\.0%.*100 updates in 0\.2 s/);
  assert.equal(calls[1].bundle["text/plain"], "a <b>: 50 of 100 updates · 0.1 s");
});

Deno.test("notebookOutput() gives each bar an output of its own", async () => {
  const ids = new Set<string>();
  for (let i = 0; i < 2; i++) {
    const output = notebookOutput((_, { display_id }) => {
      ids.add(display_id);
      return Promise.resolve();
    });
    await progressBar("T", { output })(update(1));
  }
  assert.equal(ids.size, 2);
});

Deno.test("textOutput() writes over one line in a terminal", async () => {
  const sink = textSink(true), clock = handClock();
  const bar = progressBar("T", { output: textOutput(sink), clock: clock.read });
  await bar(update(50));
  clock.now = 100;
  await bar(update(100));
  const text = new TextDecoder().decode(
    Uint8Array.from(sink.chunks.join(""), (c) => c.charCodeAt(0)),
  );
  assert.equal(
    text,
    `\r\x1b[2K${"█".repeat(10)}${"░".repeat(10)} T: 50 of 100 updates · 0.0 s` +
      `\r\x1b[2K${"█".repeat(20)} T: 100 updates in 0.1 s\n`,
  );
});

Deno.test("progressBar() writes plain lines where there is no notebook and no terminal", async () => {
  const code = `import { progressBar } from "#lib/notebook";
    const bar = progressBar("Encoding");
    for (let done = 0; done <= 50; done++) await bar({ done, total: 50, unit: "pictures" });`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    env: { NO_COLOR: "1" },
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "");
  const lines = new TextDecoder().decode(stderr).trim().split("\n").filter((l) =>
    /^Encoding/.test(l)
  );
  assert.equal(lines.length, 2);
  assert.match(lines[0], /^Encoding: 0 of 50 pictures · \d+\.\d s$/);
  assert.match(lines[1], /^Encoding: 50 pictures in \d+\.\d s$/);
});

Deno.test("duration() is short and exact enough", () => {
  assert.deepEqual([0, 440, 9_940, 9_960, 59_400, 200_000, 7_500_000].map(duration), [
    "0.0 s",
    "0.4 s",
    "9.9 s",
    "10 s",
    "59 s",
    "3 min 20 s",
    "2 h 5 min",
  ]);
});
