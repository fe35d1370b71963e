import assert from "node:assert/strict";
import { descend, type Iteration, type Objective } from "#lib/projection";
import { defaultLearningRate } from "../../lib/projection/descent.ts";

/** What a descent asked of an objective whose gradient and divergence are given by functions. */
function faked(
  start: number[],
  { slope, height = () => 1 }: {
    slope: (map: Float64Array, evaluations: number) => ArrayLike<number>;
    height?: (evaluations: number) => number;
  },
) {
  const asked: { exaggeration: number; measured: boolean }[] = [];
  const map = Float64Array.from(start), gradient = new Float64Array(start.length);
  const objective: Objective = {
    map,
    gradient,
    evaluate(exaggeration, measured) {
      asked.push({ exaggeration, measured });
      gradient.set(slope(map, asked.length));
      return measured ? height(asked.length) : NaN;
    },
  };
  return { objective, asked, map };
}

/** Makes all iterations of a descent. */
function all(objective: Objective, options: Parameters<typeof descend>[1] = {}): Iteration[] {
  return [...descend(objective, options)];
}

Deno.test("descend() makes its first steps by hand", () => {
  const { objective, map } = faked([0, 0], { slope: () => [1, -2] });
  const steps = descend(objective, { iterations: 3, learningRate: 10 });
  // The last update is 0, which is no opposite sign: gain 1 · .8; u = −10 · .8 · 1.
  steps.next();
  assert.deepEqual([...map], [-8, 16]);
  // The update −8 and the gradient 1 have opposite signs: gain .8 + .2; u = .5 · −8 − 10.
  steps.next();
  assert.deepEqual([...map], [-8 - 14, 16 + 28]);
  // Again: gain 1 + .2; u = .5 · −14 − 12.
  steps.next();
  assert.ok(Math.abs(map[0] + 22 + 19) < 1e-12 && Math.abs(map[1] - 44 - 38) < 1e-12);
});

Deno.test("a gain shrinks while a point overshoots, never below .01", () => {
  // The gradient always has the sign of the last update.
  let last = 0;
  const { objective, map } = faked([0, 0], {
    slope: ([x]) => {
      const sign = x - last < 0 ? -1 : 1;
      last = x;
      return [sign, 0];
    },
  });
  const moves: number[] = [];
  let before = 0;
  for (const _ of descend(objective, { iterations: 60, learningRate: 1 })) {
    moves.push(map[0] - before);
    before = map[0];
  }
  // With gain .01 and momentum .5 updates become u = ±(.5 u' − .01): never larger than .02.
  assert.ok(moves.slice(40).every((move) => Math.abs(move) <= 0.02 && Math.abs(move) > 0));
});

Deno.test("descend() exaggerates 12 times for 250 iterations, then begins anew with momentum .8", () => {
  // No gradient after iteration 248 but at 251: what moves then is momentum alone.
  const { objective, asked, map } = faked([0, 0], {
    slope: (_, k) => k <= 248 || k === 251 ? [1, 0] : [0, 0],
  });
  const at: number[] = [];
  for (const _ of descend(objective, { iterations: 254, learningRate: 1 })) at.push(map[0]);
  asked.forEach(({ exaggeration }, k) => assert.equal(exaggeration, k < 250 ? 12 : 1));
  const move = (k: number) => at[k - 1] - at[k - 2];
  assert.ok(Math.abs(move(250) / move(249) - 0.5) < 1e-9, "momentum .5");
  assert.ok(Math.abs(move(251) + 0.8) < 1e-9, "update 0 and gain 1 again");
  assert.ok(Math.abs(move(253) / move(252) - 0.8) < 1e-9, "momentum .8");
});

Deno.test("descend() measures every 50 iterations and at the end, and reports each iteration", () => {
  const { objective, asked } = faked([0, 0], { slope: () => [1, 1], height: (k) => 1000 - k });
  const reports = all(objective, { iterations: 270 });
  assert.deepEqual(
    reports.map(({ iteration }) => iteration),
    Array.from({ length: 270 }, (_, k) => k + 1),
  );
  const measured = [50, 100, 150, 200, 250, 270];
  assert.deepEqual(asked.flatMap((one, k) => one.measured ? [k + 1] : []), measured);
  assert.deepEqual(
    reports.flatMap(({ iteration, divergence }) =>
      divergence === undefined ? [] : [[iteration, divergence]]
    ),
    measured.map((k) => [k, 1000 - k]),
  );
  assert.deepEqual(
    reports.filter(({ ended }) => ended).map(({ iteration, ended }) => [iteration, ended]),
    [
      [270, "iterations"],
    ],
  );
});

Deno.test("descend() ends when the divergence has not fallen for more than 300 iterations", () => {
  const { objective } = faked([0, 0], {
    slope: () => [1, 1],
    height: (k) => Math.max(500 - k, 100),
  });
  const last = all(objective, { iterations: 2000 }).at(-1)!;
  // The lowest is seen at iteration 400; 300 later is not more than 300 later.
  assert.deepEqual([last.iteration, last.ended], [750, "no progress"]);
});

Deno.test("descend() ends at a small gradient, not before the second phase", () => {
  const { objective, asked } = faked([0, 0], { slope: () => [1e-9, 0] });
  const reports = all(objective);
  const { ended } = reports.at(-1)!;
  assert.equal(ended, "small gradient");
  // The first phase is left at its first look, and the second ends at its own.
  assert.equal(asked.filter(({ exaggeration }) => exaggeration === 12).length, 50);
  assert.equal(asked.filter(({ exaggeration }) => exaggeration === 1).length, 50);
});

Deno.test("descend() comes to the foot of a bowl", () => {
  const { objective, map } = faked([3, -4, 0.5, 2], {
    slope: (map) => map.map((value, k) => 1e-3 * (k + 1) * (value - k)),
  });
  all(objective, { iterations: 1000, learningRate: 50 });
  map.forEach((value, k) => assert.ok(Math.abs(value - k) < 1e-3, `${k}: ${value}`));
});

Deno.test("a descent that nobody goes on with evaluates nothing more", () => {
  const { objective, asked } = faked([0, 0], { slope: () => [1, 1] });
  for (const { iteration } of descend(objective)) if (iteration === 7) break;
  assert.equal(asked.length, 7);
});

Deno.test("defaultLearningRate() is a 48th of the points, at least 50", () => {
  assert.deepEqual([10, 2400, 4800, 48_000].map(defaultLearningRate), [50, 50, 100, 1000]);
});
