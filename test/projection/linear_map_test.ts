import assert from "node:assert/strict";
import { fitLinearMap, mapLinearly, type Matrix } from "#lib/projection";
import { Random } from "#lib/tensor";

const drawn = (rows: number, columns: number, seed: number): Matrix => {
  const random = new Random(seed);
  return {
    shape: [rows, columns],
    data: Float64Array.from({ length: rows * columns }, () => random.normal()),
  };
};

const column = (...values: number[]): Matrix => ({
  shape: [values.length, 1],
  data: Float64Array.from(values),
});

/** Up to the rounding of means. */
function near(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((each, i) => assert.ok(Math.abs(each - expected[i]) < 1e-12, String(actual)));
}

Deno.test("fitLinearMap() draws a line through three points that lie on none, by hand", () => {
  // Means 1 and 2, Σ(x − 1)(y − 2) = 3, Σ(x − 1)² = 2: slope 1.5.
  const map = fitLinearMap(column(0, 1, 2), column(1, 1, 4), { ridge: 0 });
  near([...map.weights.data, ...map.from, ...map.to], [1.5, 1, 2]);
  // With a ridge of one mean variance the slope is halved, and the mean stays.
  const shy = fitLinearMap(column(0, 1, 2), column(1, 1, 4), { ridge: 1 });
  near([...mapLinearly(shy, column(1, 3)).data], [2, 3.5]);
});

Deno.test("fitLinearMap() finds a map again that made the targets", () => {
  const inputs = drawn(40, 7, 1), weights = drawn(7, 3, 2).data;
  const value = (i: number, j: number) =>
    5 * j + Array.from({ length: 7 }, (_, k) => inputs.data[i * 7 + k] * weights[k * 3 + j])
      .reduce((sum, each) => sum + each);
  const data = Float64Array.from(
    { length: 120 },
    (_, at) => value(Math.floor(at / 3), at % 3),
  );
  const map = fitLinearMap(inputs, { shape: [40, 3], data }, { ridge: 0 });
  map.weights.data.forEach((each, at) => assert.ok(Math.abs(each - weights[at]) < 1e-12));
  mapLinearly(map, inputs).data.forEach((each, at) => assert.ok(Math.abs(each - data[at]) < 1e-12));
});

Deno.test("fitLinearMap() is where the gradient of the squared error with its ridge is 0", () => {
  const [n, F, G] = [100, 12, 5], inputs = drawn(n, F, 3), targets = drawn(n, G, 4), ridge = 0.3;
  const map = fitLinearMap(inputs, targets, { ridge });
  const fitted = mapLinearly(map, inputs).data;
  const x = (i: number, k: number) => inputs.data[i * F + k] - map.from[k];
  let trace = 0;
  for (let i = 0; i < n; i++) for (let k = 0; k < F; k++) trace += x(i, k) ** 2;
  for (let k = 0; k < F; k++) {
    for (let j = 0; j < G; j++) {
      let gradient = ridge * trace / F * map.weights.data[k * G + j];
      for (let i = 0; i < n; i++) {
        gradient += x(i, k) * (fitted[i * G + j] - targets.data[i * G + j]);
      }
      assert.ok(Math.abs(gradient) < 1e-10, `${k}, ${j}: ${gradient}`);
    }
  }
});

Deno.test("fitLinearMap() fits fewer points than dimensions with a ridge, and refuses without one", () => {
  const inputs = drawn(5, 9, 5), targets = drawn(5, 2, 6);
  const { data } = mapLinearly(fitLinearMap(inputs, targets, { ridge: 1e-9 }), inputs);
  data.forEach((each, at) => assert.ok(Math.abs(each - targets.data[at]) < 1e-6));
  assert.throws(() => fitLinearMap(inputs, targets, { ridge: 0 }), {
    name: "RangeError",
    message: /must span their 9 dimensions/,
  });
});

Deno.test("fitLinearMap() and mapLinearly() say what does not fit", () => {
  const fit = (inputs: Matrix, targets: Matrix, ridge?: number) => () =>
    fitLinearMap(inputs, targets, { ridge });
  assert.throws(fit(drawn(4, 2, 1), drawn(5, 2, 1)), {
    name: "TypeError",
    message: "Cannot fit a linear map: each point must have a partner, current numbers are 4 and 5",
  });
  assert.throws(fit(drawn(4, 2, 1), drawn(4, 2, 1), -1), RangeError);
  assert.throws(fit(drawn(0, 2, 1), drawn(0, 2, 1)), RangeError);
  assert.throws(fit(column(0, NaN), column(0, 1)), /row 1, column 0 is NaN/);
  const map = fitLinearMap(column(0, 1), column(0, 1));
  assert.throws(() => mapLinearly(map, drawn(2, 3, 1)), {
    name: "TypeError",
    message: "Cannot map points: they must have 1 columns, current number is 3",
  });
});
