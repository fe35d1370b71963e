import assert from "node:assert/strict";
import {
  centredPairs,
  fitLinearMap,
  joinedRows,
  mapLinearly,
  type Matrix,
  modalityGap,
  partnerRanks,
  unitRows,
} from "#lib/projection";
import { bootstrap, bootstrapDifference, meanStatistic } from "#lib/statistics";
import { Random, readSafetensors, startTensors } from "#lib/tensor";
import { fixture } from "../fixtures.ts";

await startTensors();

const matrix = (...rows: number[][]): Matrix => ({
  shape: [rows.length, rows[0].length],
  data: Float64Array.from(rows.flat()),
});

const drawn = (rows: number, columns: number, seed: number): Matrix => {
  const random = new Random(seed);
  return {
    shape: [rows, columns],
    data: Float64Array.from({ length: rows * columns }, () => random.normal()),
  };
};

Deno.test("modalityGap() of two heaps apart, and of the same heaps centred, by hand", async () => {
  const apart = { first: matrix([0, 0], [0, 2]), second: matrix([9, 0], [9, 2]) };
  const { distance, radius, sameShare, sameShares } = await modalityGap(apart, 1);
  assert.deepEqual([distance, radius, sameShare, [...sameShares]], [9, 1, 1, [1, 1]]);
  const mixed = await modalityGap(centredPairs(apart), 1);
  assert.deepEqual([mixed.distance, mixed.sameShare], [0, 0]); // partners fall together
});

Deno.test("modalityGap() counts neighbours as counting them one by one does", async () => {
  const pairs = { first: drawn(30, 4, 1), second: drawn(30, 4, 2) }, k = 7;
  const { data } = joinedRows(pairs), row = (i: number) => data.subarray(i * 4, i * 4 + 4);
  const far = (i: number, j: number) => Math.hypot(...row(i).map((value, c) => value - row(j)[c]));
  const shares = Array.from({ length: 60 }, (_, i) => {
    const others = Array.from({ length: 60 }, (_, j) => j).filter((j) => j !== i)
      .sort((a, b) => far(i, a) - far(i, b)).slice(0, k);
    return others.filter((j) => (j < 30) === (i < 30)).length / k;
  });
  const found = await modalityGap(pairs, k);
  found.sameShares.forEach((share, i) => {
    assert.ok(Math.abs(share - (shares[i] + shares[i + 30]) / 2) < 1e-12);
  });
  assert.ok(Math.abs(found.sameShare - shares.reduce((a, b) => a + b) / 60) < 1e-12);
});

Deno.test("modalityGap() of two kinds that differ in nothing is about chance", async () => {
  const { sameShare } = await modalityGap({ first: drawn(200, 3, 3), second: drawn(200, 3, 4) });
  assert.ok(Math.abs(sameShare - 199 / 399) < 0.03, String(sameShare));
});

Deno.test("centredPairs() takes the means that it is given", () => {
  const means = { first: Float64Array.of(1, 1), second: Float64Array.of(2, 2) };
  const pairs = centredPairs({ first: matrix([1, 2]), second: matrix([2, 1]) }, means);
  assert.deepEqual([[...pairs.first.data], [...pairs.second.data]], [[0, 1], [0, -1]]);
});

Deno.test("unitRows() keeps directions, and a row of zeros", () => {
  assert.deepEqual([...unitRows(matrix([3, 4], [0, 0])).data], [0.6, 0.8, 0, 0]);
});

Deno.test("partnerRanks() counts what is nearer than the partner, and what is as near", () => {
  const pairs = { first: matrix([0], [5], [9]), second: matrix([1], [1], [8]) };
  assert.deepEqual([...partnerRanks(pairs)], [1, 2, 0]);
});

Deno.test("two kinds of points must be of one shape", async () => {
  const pairs = { first: matrix([1, 2]), second: matrix([1, 2], [3, 4]) };
  const message =
    "Cannot compare two kinds of points: both must be of shape [1, 2], current value is [2, 2]";
  await assert.rejects(modalityGap(pairs), { name: "TypeError", message });
  assert.throws(() => partnerRanks(pairs), { name: "TypeError", message });
});

/** The fixture's pairs: points drawn about a few topics, the second kind moved aside as a whole. */
async function fixturePairs() {
  const path = fixture("models/tsne/tsne_two_modality.safetensors");
  const { tensors, metadata } = await readSafetensors(path);
  const { shape: [points, columns], data } = tensors.get("in/x")!, n = points / 2;
  const modality = [...tensors.get("in/modality")!.data as BigInt64Array];
  assert.ok(modality.every((kind, i) => Number(kind) === (i < n ? 0 : 1)));
  const rows = (from: number, to: number): Matrix => ({
    shape: [to - from, columns],
    data: (data as Float32Array).slice(from * columns, to * columns),
  });
  const part = (from: number, to: number) => ({
    first: rows(from, to),
    second: rows(n + from, n + to),
  });
  return { n, part, scalars: JSON.parse(metadata.scalars) };
}

const share = (values: ArrayLike<number>) => meanStatistic("share", Float64Array.from(values));
const draws = () => ({ random: new Random(1), draws: 2000 });

Deno.test("on the two-modality fixture centring mixes what lay apart, by more than the pairs' choice", async () => {
  const { n, part, scalars } = await fixturePairs(), all = part(0, n);
  const before = await modalityGap(all), after = await modalityGap(centredPairs(all));
  // Float32 points, their means in 64 bits: the reference has the same.
  assert.ok(Math.abs(before.distance - scalars.modality_gap_input) < 1e-7);
  assert.ok(after.distance < 1e-12);
  const chance = (n - 1) / (2 * n - 1);
  assert.ok(before.sameShare > 0.95 && after.sameShare < chance + 0.12);
  const statistics = [before, after].map(({ sameShares }) => share(sameShares)) as [
    ReturnType<typeof share>,
    ReturnType<typeof share>,
  ];
  const { low, high } = bootstrapDifference(...statistics, draws()).share;
  assert.ok(low > 0.3 && high < 0.5, `[${low}, ${high}]`);
});

Deno.test("on the two-modality fixture a linear map of two thirds finds the others' partners", async () => {
  const { n, part } = await fixturePairs(), learned = part(0, 2 * n / 3), kept = part(2 * n / 3, n);
  const map = fitLinearMap(learned.first, learned.second);
  const ranks = partnerRanks({ first: mapLinearly(map, kept.first), second: kept.second });
  const chance = 3 / n;
  const { value, low } =
    bootstrap(share([...ranks].map((rank) => Number(rank === 0))), draws()).share;
  assert.ok(value >= 0.9 && low > 10 * chance, `${value}, from ${low}; chance ${chance}`);
});
