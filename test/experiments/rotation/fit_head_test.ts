import assert from "node:assert/strict";
import { EVEN_PRIOR } from "#lib/encoders";
import { fitRotationHead, judgeTurns, measureTurns } from "#lib/experiments";
import { liveHandles, Random, startTensors } from "#lib/tensor";

await startTensors();

/** Width of a toy view. */
const WIDTH = 8;

/**
 * Views of pictures that are held by `turns` quarters: each view has a direction of its own orientation
 * in noise, and a large mean that says nothing.
 */
function toyViews(turns: readonly number[], { noise, seed }: { noise: number; seed: number }) {
  const random = new Random(seed), rows = new Float32Array(turns.length * 4 * WIDTH);
  turns.forEach((turn, n) => {
    for (let view = 0; view < 4; view++) {
      for (let f = 0; f < WIDTH; f++) {
        // A picture that must be turned by `turn` quarters shows in that view what an upright one shows.
        const signal = f === (view - turn + 4) % 4 ? 1 : 0;
        rows[(4 * n + view) * WIDTH + f] = 50 + signal + random.normal(0, noise);
      }
    }
  });
  return { ids: turns.map((_, i) => i + 1), rows };
}

const upright = (count: number) => new Array<number>(count).fill(0);
const TURNS = Array.from({ length: 40 }, (_, i) => i % 4);

Deno.test("fitRotationHead() learns from upright pictures alone how turned ones are held", async () => {
  const { head, loss } = await fitRotationHead(toyViews(upright(200), { noise: 0.3, seed: 1 }));
  assert.deepEqual([head.width, head.weight.length], [WIDTH, 4 * WIDTH]);
  assert.ok(loss < 0.05, String(loss));
  const judged = await judgeTurns(toyViews(TURNS, { noise: 0.3, seed: 2 }), head);
  assert.deepEqual([...judged.values()], TURNS);
});

Deno.test("fitRotationHead() stays at chance where there is nothing to learn", async () => {
  const { loss } = await fitRotationHead(toyViews(upright(2000), { noise: 1e3, seed: 1 }));
  assert.ok(Math.abs(loss - Math.log(4)) < 0.1, String(loss));
});

Deno.test("fitRotationHead() gives the same bits from the same seed, and leaves no tensor", async () => {
  const views = toyViews(upright(20), { noise: 1, seed: 3 });
  const fit = (seed: number) => fitRotationHead(views, { updates: 5, seed });
  const first = await fit(1), before = liveHandles();
  assert.deepEqual(await fit(1), first);
  assert.notDeepEqual(await fit(2), first);
  assert.equal(liveHandles(), before);
});

Deno.test("measureTurns() counts by flags, and by angles where they are known", async () => {
  const fitted = await fitRotationHead(toyViews(upright(200), { noise: 0.3, seed: 1 }), {
    prior: [0.7, 0.1, 0.1, 0.1],
  });
  const { head } = fitted, views = toyViews([0, 0, 1, 3], { noise: 0.3, seed: 2 });
  const flaws = [1, 2, 3, 4].map((id) => ({
    id,
    rotation: [0, 0, 90, 180][id - 1], // of the last one the truth is said to be another
    quality: { rotation: id > 2 },
  }));
  const { shares, confusion } = await measureTurns(views, { head, flaws });
  assert.deepEqual(shares.map(({ share, pictures, value }) => [share, pictures, value]), [
    ["flagged, and judged to be turned", 2, 1],
    ["not flagged, and judged to be turned", 2, 0],
    ["not flagged, and right without the prior", 2, 1],
    ["all, and right", 4, 0.75],
    ["flagged, and right", 2, 0.5],
    ["all, and right if none is turned", 4, 0.5],
  ]);
  assert.deepEqual(confusion, [[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]);

  const unasked = await measureTurns(views, { head, flaws: [] });
  assert.deepEqual(unasked.shares.map(({ pictures }) => pictures), [4, 4]);
  assert.equal(unasked.confusion, undefined);
});

Deno.test("a head cannot be fitted to nothing, to what is not finite, or after a stop", async () => {
  await assert.rejects(fitRotationHead({ ids: [], rows: new Float32Array() }), {
    name: "RangeError",
    message: "Cannot fit a rotation head: there must be upright pictures",
  });
  await assert.rejects(fitRotationHead({ ids: [1], rows: new Float32Array(4).fill(NaN) }), {
    name: "RangeError",
  });
  const views = toyViews(upright(4), { noise: 1, seed: 1 }), before = liveHandles();
  await assert.rejects(fitRotationHead(views, { signal: AbortSignal.abort() }), {
    name: "AbortError",
  });
  assert.equal(liveHandles(), before);
  assert.ok(EVEN_PRIOR.every((each) => each === 0.25));
});
