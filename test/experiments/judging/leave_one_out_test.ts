import assert from "node:assert/strict";
import {
  type LeaveOneOut,
  leaveOneOut,
  type LeftOut,
  leftOutScores,
  wayToPeople,
} from "#lib/experiments";
import { measure, rougeL } from "#lib/metrics";
import { bootstrap } from "#lib/statistics";

const REFERENCES = new Map([
  [1, ["A red can.", "a red can on a table", "one can"]],
  [2, ["A mug", "the blue mug", "a blue mug on a desk"]],
  [3, ["a dog", "A dog."]],
]);
const CAPTIONS = new Map([[1, "a red can"], [2, "a red mug"], [3, "a dog"]]);
const METRICS = [rougeL];

/** The corpus scores of a system, each picture once. */
function scores({ seeds: [statistic] }: LeftOut): Record<string, number> {
  const pictures = statistic.counts.length / statistic.columns;
  const indices = Int32Array.from({ length: pictures }, (_, i) => i);
  const values = bootstrap(statistic, { indices });
  return Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value]));
}

const named = ({ systems }: LeaveOneOut, name: string) =>
  systems.find(({ model }) => model === name)!;

Deno.test("leaveOneOut() takes the pictures with the most references, and judges by one less", async () => {
  const { ids, references } = await leaveOneOut({ references: REFERENCES, systems: [] });
  assert.deepEqual([ids, references], [[1, 2], 2]);
});

Deno.test("leaveOneOut() scores people by the mean over who is left out", async () => {
  const result = await leaveOneOut({ references: REFERENCES, systems: [], metrics: METRICS });
  const lines = [["a red can", "a red can on a table", "one can"], [
    "a mug",
    "the blue mug",
    "a blue mug on a desk",
  ]];
  let sum = 0;
  for (const left of [0, 1, 2]) {
    const captions = new Map(lines.map((own, i) => [i, own[left]]));
    const others = new Map(lines.map((own, i) => [i, own.filter((_, k) => k !== left)]));
    sum += rougeL(captions, others)["ROUGE-L"].corpus / 3;
  }
  assert.ok(Math.abs(scores(named(result, "references"))["ROUGE-L"] - sum) < 1e-12);
});

Deno.test("leaveOneOut() judges a model by the same references as people", async () => {
  const systems = [{ model: "x", seeds: [CAPTIONS] }];
  const result = await leaveOneOut({ references: REFERENCES, systems });
  const expected = new Map<string, number>();
  for (const left of [0, 1, 2]) {
    const others = new Map([1, 2].map((id) => [
      id,
      REFERENCES.get(id)!.filter((_, k) => k !== left)
        .map((text) => text.toLowerCase().replace(".", "")),
    ]));
    const captions = new Map([...CAPTIONS].filter(([id]) => id < 3));
    for (const [name, { corpus }] of Object.entries((await measure(captions, others)).scores)) {
      expected.set(name, (expected.get(name) ?? 0) + corpus / 3);
    }
  }
  for (const [name, value] of Object.entries(scores(named(result, "x")))) {
    assert.ok(Math.abs(value - expected.get(name)!) < 1e-12, name);
  }
});

Deno.test("a model that repeats a reference has what people have on average, if it is left out in turn", async () => {
  // Three equal people: whoever is left out, the caption equals the others.
  const references = new Map([[1, ["a can", "a can", "a can"]], [2, ["b", "b", "b"]]]);
  const systems = [{ model: "x", seeds: [new Map([[1, "a can"], [2, "b"]])] }];
  const result = await leaveOneOut({ references, systems });
  assert.deepEqual(scores(named(result, "x")), scores(named(result, "references")));
});

Deno.test("leaveOneOut() refuses single references and pictures that a model has not captioned", async () => {
  const single = new Map([[1, ["a can"]]]);
  await assert.rejects(leaveOneOut({ references: single, systems: [] }), {
    name: "RangeError",
    message: "Cannot leave a reference out: no picture has two",
  });
  const systems = [{ model: "x", seeds: [new Map([[1, "a can"]])] }];
  await assert.rejects(leaveOneOut({ references: REFERENCES, systems }), {
    name: "RangeError",
    message:
      'Cannot compare "x" with people: every picture must have a caption, picture 2 has none',
  });
});

Deno.test("leftOutScores() gives each system its mean over seeds, with an interval", () => {
  const systems = [system("x", [1, 2], [3, 4]), system("references", [5, 7])];
  const [x, people] = leftOutScores({ ids: [1, 2], references: 4, systems });
  assert.deepEqual([x.model, people.model], ["x", "references"]);
  assert.deepEqual([x.scores.score.value, x.scores.score.varies], [2.5, "pictures and seeds"]);
  assert.deepEqual([people.scores.score.low, people.scores.score.high], [5, 7]);
});

/** Systems with one mean each. */
function system(model: string, ...seeds: number[][]): LeftOut {
  return {
    model,
    seeds: seeds.map((counts) => ({
      names: ["score"],
      counts: Float64Array.from(counts),
      columns: 1,
      aggregate: ([sum]: Float64Array, images: number) => [sum / images],
    })),
  };
}

Deno.test("wayToPeople() puts the floor at 0 and people at 1", () => {
  const floor = system("constant-caption", [1, 1, 1]), people = system("references", [5, 5, 5]);
  const systems = [floor, system("half", [3, 3, 3]), system("seeds", [2, 2, 2], [4, 4, 4]), people];
  const rows = wayToPeople({ ids: [1, 2, 3], references: 4, systems }, { draws: 100 });
  assert.deepEqual(rows.map(({ model, value }) => [model, value]), [["half", 0.5], ["seeds", 0.5]]);
  assert.deepEqual([rows[0].low, rows[0].high], [0.5, 0.5]);
  assert.deepEqual([rows[1].low, rows[1].high], [0.25, 0.75]);
});

Deno.test("wayToPeople() gives the metrics that are wanted, in their order", async () => {
  const systems = [
    { model: "constant-caption", seeds: [new Map([[1, "a"], [2, "a"]])] },
    { model: "x", seeds: [CAPTIONS] },
  ];
  const left = await leaveOneOut({ references: REFERENCES, systems });
  const rows = wayToPeople(left, { metrics: ["ROUGE-L", "BLEU-1"], draws: 20 });
  assert.deepEqual(rows.map(({ metric }) => metric), ["ROUGE-L", "BLEU-1"]);
});

Deno.test("wayToPeople() leaves out a metric by which people are not above the floor", () => {
  const systems = [
    system("constant-caption", [2, 2]),
    system("x", [1, 1]),
    system("references", [2, 2]),
  ];
  assert.deepEqual(wayToPeople({ ids: [1, 2], references: 4, systems }, { draws: 10 }), []);
});

Deno.test("wayToPeople() refuses a floor that was not measured", () => {
  const systems = [system("x", [1]), system("references", [2])];
  assert.throws(() => wayToPeople({ ids: [1], references: 4, systems }), {
    name: "RangeError",
    message: 'Cannot set a scale: there must be a system "constant-caption", ' +
      'current ones are "x", "references"',
  });
});
