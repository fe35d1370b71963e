import assert from "node:assert/strict";
import { singularValues } from "#lib/statistics";

function close(actual: number, expected: number, tolerance = 1e-12) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

Deno.test("singularValues() gives the lengths of a diagonal, the largest first", () => {
  assert.deepEqual(singularValues([[2, 0], [0, -3]]), [3, 2]);
});

Deno.test("singularValues() gives what a matrix does to the unit circle", () => {
  // [[1, 1], [0, 1]]: the golden ratio and its inverse.
  const [first, second] = singularValues([[1, 1], [0, 1]]);
  close(first, (1 + Math.sqrt(5)) / 2);
  close(second, (Math.sqrt(5) - 1) / 2);
});

Deno.test("singularValues() keeps small values exact", () => {
  // Columns of lengths √2 and 1e-10 √2 at right angles: the squares would be lost against each other.
  const [first, second] = singularValues([[1, 1e-10], [1, -1e-10]]);
  close(first, Math.SQRT2);
  close(second / 1e-10, Math.SQRT2);
});

Deno.test("singularValues() keeps sum of squares and determinant of any matrix", () => {
  const matrix = [[0.2, 1.5, -0.3], [2.1, 0.4, 0.9], [-0.7, 0.8, 1.1]];
  const [[a, b, c], [d, e, f], [g, h, i]] = matrix;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const values = singularValues(matrix);
  close(values.reduce((product, value) => product * value), Math.abs(determinant));
  const squares = matrix.flat().reduce((sum, value) => sum + value ** 2, 0);
  close(values.reduce((sum, value) => sum + value ** 2, 0), squares);
});

Deno.test("singularValues() gives zeros to a matrix of zeros, and nothing to none", () => {
  assert.deepEqual(singularValues([[0, 0], [0, 0]]), [0, 0]);
  assert.deepEqual(singularValues([]), []);
  assert.deepEqual(singularValues([[1, 1], [1, 1]]).map(Math.round), [2, 0]);
});

Deno.test("singularValues() refuses uneven rows and values that are not finite", () => {
  assert.throws(() => singularValues([[1, 2], [1]]), /^TypeError: .*row 1 has 1$/);
  assert.throws(
    () => singularValues([[1], [NaN]]),
    /^RangeError: .*row 1 has a value that is not finite$/,
  );
});
