import assert from "node:assert/strict";
import { augment, type Augmentation, IMAGENET_NORMALIZATION, normalize } from "#lib/image";
import { Random } from "#lib/tensor";

const NONE: Augmentation = { shift: 0, turn: 0, brightness: 0, contrast: 0, balance: 0 };
/** Leaves values from 0 to 1. */
const PLAIN = { mean: [0, 0, 0], deviation: [1, 1, 1] } as const;
const SEEDS = Array.from({ length: 400 }, (_, seed) => seed);

/** A grey picture of the given rows. */
function grey(rows: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(rows.flat().flatMap((value) => [value, value, value]));
}

function change(square: Uint8Array, augmentation: Partial<Augmentation>, seed = 1): Float32Array {
  const out = new Float32Array(square.length);
  augment(square, {
    side: Math.sqrt(square.length / 3),
    augmentation: { ...NONE, ...augmentation },
    random: new Random(seed),
    normalization: PLAIN,
    out,
  });
  return out;
}

/** Rows of the first channel, back in 8 bits. */
function rows(values: Float32Array): number[][] {
  const side = Math.sqrt(values.length / 3);
  const at = (x: number, y: number) => Math.round(255 * values[3 * (y * side + x)]);
  return Array.from({ length: side }, (_, y) => Array.from({ length: side }, (_, x) => at(x, y)));
}

/** How often each outcome comes, over many seeds. */
function outcomes(picture: number[][], augmentation: Partial<Augmentation>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const seed of SEEDS) {
    const key = JSON.stringify(rows(change(grey(picture), augmentation, seed)));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const sorted = (pictures: Iterable<string>) => [...pictures].sort();
const texts = (pictures: number[][][]) => sorted(pictures.map((each) => JSON.stringify(each)));

Deno.test("augment() without any change only normalizes", () => {
  const random = new Random(2);
  const square = Uint8Array.from({ length: 75 }, () => random.integer(256));
  const out = new Float32Array(75);
  augment(square, {
    side: 5,
    augmentation: NONE,
    random,
    normalization: IMAGENET_NORMALIZATION,
    out,
  });
  assert.deepEqual(out, normalize(square, IMAGENET_NORMALIZATION));
});

Deno.test("augment() turns by a quarter, a half and three quarters, and never mirrors", () => {
  assert.deepEqual(
    sorted(outcomes([[1, 2], [3, 4]], { turn: 1 }).keys()),
    texts([[[3, 1], [4, 2]], [[4, 3], [2, 1]], [[2, 4], [1, 3]]]),
  );
  assert.deepEqual(
    sorted(outcomes([[1, 2, 3], [4, 5, 6], [7, 8, 9]], { turn: 1 }).keys()),
    texts([
      [[7, 4, 1], [8, 5, 2], [9, 6, 3]],
      [[9, 8, 7], [6, 5, 4], [3, 2, 1]],
      [[3, 6, 9], [2, 5, 8], [1, 4, 7]],
    ]),
  );
});

Deno.test("augment() turns as often as asked, each way alike", () => {
  const counts = outcomes([[1, 2], [3, 4]], { turn: 0.4 });
  // Four standard deviations of a binomial of 400 draws are 39, and 27 for each way.
  assert.ok(Math.abs(counts.get("[[1,2],[3,4]]")! - 240) < 40);
  for (const [turned, count] of counts) {
    if (turned !== "[[1,2],[3,4]]") assert.ok(Math.abs(count - 53) < 27, `${turned}: ${count}`);
  }
});

Deno.test("augment() shifts both ways, and what enters is the mirrored border", () => {
  // Along one axis, a b c becomes a a b, a b c or b c c.
  const lines = [[0, 0, 1], [0, 1, 2], [1, 2, 2]];
  const picture = [[10, 20, 30], [40, 50, 60], [70, 80, 90]];
  const expected = lines.flatMap((down) =>
    lines.map((across) => down.map((y) => across.map((x) => picture[y][x])))
  );
  assert.deepEqual(sorted(outcomes(picture, { shift: 1 }).keys()), texts(expected));
  // By two: b a a b … at the left end.
  const wide = [[10, 20, 30, 40], [10, 20, 30, 40], [10, 20, 30, 40], [10, 20, 30, 40]];
  const found = [...outcomes(wide, { shift: 2 }).keys()].map((key) => JSON.parse(key)[0].join());
  assert.deepEqual(
    sorted(new Set(found)),
    ["10,10,20,30", "10,20,30,40", "20,10,10,20", "20,30,40,40", "30,40,40,30"],
  );
});

Deno.test("augment() that shifts and turns gives turned pictures of the shifted ones", () => {
  const picture = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
  const turn = (rows: number[][]) => rows[0].map((_, x) => rows.map((row) => row[x]).reverse());
  const shifted = [...outcomes(picture, { shift: 1 }).keys()].map((key) => JSON.parse(key));
  const expected = new Set(shifted.flatMap((each) => {
    const quarter = turn(each), half = turn(quarter);
    return texts([each, quarter, half, turn(half)]);
  }));
  const found = outcomes(picture, { shift: 1, turn: 0.75 });
  assert.ok(found.size > 30);
  for (const each of found.keys()) assert.ok(expected.has(each), each);
});

Deno.test("augment() changes brightness by a factor within its bounds, the same for a picture", () => {
  const factors = SEEDS.map((seed) => {
    const values = change(grey([[100, 50], [20, 0]]), { brightness: 0.3 }, seed);
    const factor = values[0] * 255 / 100;
    [100, 50, 20, 0].forEach((value, i) => {
      for (let k = 0; k < 3; k++) {
        assert.ok(Math.abs(values[3 * i + k] - factor * value / 255) < 1e-6);
      }
    });
    return factor;
  });
  assert.ok(Math.min(...factors) >= 0.7 && Math.max(...factors) <= 1.3);
  assert.ok(Math.min(...factors) < 0.71 && Math.max(...factors) > 1.29);
});

Deno.test("augment() changes contrast around mid-grey, and balance by channel", () => {
  for (const seed of SEEDS.slice(0, 50)) {
    const spread = change(grey([[127, 128], [60, 195]]), { contrast: 0.5 }, seed);
    assert.ok(Math.abs(spread[0] + spread[3] - 1) < 1e-6);
    assert.ok(Math.abs(spread[6] + spread[9] - 1) < 1e-6);
    const factor = (spread[9] - 0.5) / (195 / 255 - 0.5);
    assert.ok(factor >= 0.5 && factor <= 1.5);
    const [r, g, b] = change(grey([[100]]), { balance: 0.1 }, seed).map((v) => v * 2.55);
    for (const gain of [r, g, b]) assert.ok(gain >= 0.9 - 1e-6 && gain <= 1.1 + 1e-6);
    assert.ok(r !== g && g !== b);
  }
});

Deno.test("augment() never leaves the range of a picture", () => {
  for (const seed of SEEDS.slice(0, 50)) {
    const values = change(grey([[255, 250], [3, 0]]), { brightness: 0.9, contrast: 0.9 }, seed);
    assert.ok(values.every((value) => value >= 0 && value <= 1));
  }
});

Deno.test("augment() is a function of the stream, and writes only where it is told to", () => {
  const all = { shift: 1, turn: 0.5, brightness: 0.2, contrast: 0.2, balance: 0.1 };
  const square = grey([[10, 20], [30, 40]]);
  assert.deepEqual(change(square, all, 3), change(square, all, 3));
  assert.notDeepEqual(change(square, all, 3), change(square, all, 4));
  const out = new Float32Array(20).fill(-7), before = square.slice();
  const random = new Random(3), options = { side: 2, augmentation: all, random, out, offset: 5 };
  augment(square, { ...options, normalization: PLAIN });
  assert.deepEqual(out.slice(5, 17), change(square, all, 3));
  assert.deepEqual([...out.slice(0, 5), ...out.slice(17)], Array(8).fill(-7));
  assert.deepEqual(square, before);
});

Deno.test("augment() refuses a picture of another side, and one that does not fit", () => {
  const options = { augmentation: NONE, random: new Random(1), normalization: PLAIN };
  assert.throws(
    () => augment(new Uint8Array(12), { ...options, side: 3, out: new Float32Array(27) }),
    new TypeError(
      "Cannot augment a picture: it must be [3, 3, 3] and fit into 27 values, current length is 12",
    ),
  );
  assert.throws(
    () =>
      augment(new Uint8Array(12), { ...options, side: 2, out: new Float32Array(12), offset: 1 }),
    new TypeError(
      "Cannot augment a picture: it must be [2, 2, 3] and fit into 11 values, current length is 12",
    ),
  );
});

Deno.test("augment() refuses a shift beyond the picture", () => {
  const square = grey([[10, 20], [30, 40]]);
  assert.equal(change(square, { shift: 2 }).length, 12);
  assert.throws(
    () => change(square, { shift: 3 }),
    new RangeError(
      "Cannot augment a picture: the shift must be at most its side of 2 pixels, current value is 3",
    ),
  );
});
