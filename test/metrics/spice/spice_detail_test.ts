import assert from "node:assert/strict";
import { rememberingEngine, spice, spiceDetail, type Tuple, tuplesEngine } from "#lib/metrics";

const TUPLES = new Map<string, Tuple[]>([
  ["a red car on a couch", [["car"], ["car", "red"], ["car", "on", "couch"]]],
  ["a blue automobile on a sofa", [
    ["automobile"],
    ["automobile", "blue"],
    ["automobile", "on", "sofa"],
  ]],
  ["a car", [["car"]]],
  ["", []],
]);
const engine = tuplesEngine(TUPLES);

Deno.test("spiceDetail() lists statements of both sides, and which have one like it on the other", async () => {
  const references = ["a blue automobile on a sofa", "a car"];
  const detail = await spiceDetail("a red car on a couch", references, { engine });
  assert.equal(detail.name, "SPICE");
  assert.deepEqual(detail.said, [
    { statement: ["car"], matched: true },
    { statement: ["couch"], matched: true },
    { statement: ["car", "red"], matched: false },
    { statement: ["car", "on", "couch"], matched: true },
  ]);
  assert.deepEqual(detail.written.map(({ statement, matched }) => [statement.join(" "), matched]), [
    ["automobile/car", true],
    ["sofa", true],
    ["automobile/car blue", false],
    ["automobile/car on sofa", true],
  ]);
});

Deno.test("spiceDetail() has the score of spice()", async () => {
  for (const caption of TUPLES.keys()) {
    const references = [...TUPLES.keys()].filter((other) => other !== caption);
    const { score } = await spiceDetail(caption, references, { engine });
    const captions = new Map([[1, caption]]);
    const scores = await spice(captions, new Map([[1, references]]), { engine });
    assert.equal(score, scores.SPICE.corpus);
  }
});

Deno.test("spiceDetail() of nothing states nothing", async () => {
  assert.deepEqual(await spiceDetail("", [""], { engine }), {
    ...{ name: "SPICE", said: [], written: [], score: 0 },
  });
});

Deno.test("rememberingEngine() parses each caption once, and gives each its own tuples", async () => {
  const asked: string[] = [];
  const remembering = rememberingEngine({
    name: "x",
    parse: (captions) => {
      asked.push(...captions);
      return engine.parse(captions);
    },
  });
  const first = await remembering.parse(["a car", "a red car on a couch", "a car"]);
  const second = await remembering.parse(["", "a car"]);
  assert.deepEqual(asked, ["a car", "a red car on a couch", ""]);
  assert.deepEqual(first, [
    ...["a car", "a red car on a couch", "a car"].map((c) => TUPLES.get(c)),
  ]);
  assert.deepEqual(second, [[], TUPLES.get("a car")]);
  assert.equal(remembering.name, "x");
});
