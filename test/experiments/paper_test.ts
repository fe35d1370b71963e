import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bestEpoch, printedTable1, printedTable3, readPaper } from "../../lib/experiments/paper.ts";

const PATH = fileURLToPath(new URL("../../data/paper.json", import.meta.url));

Deno.test("readPaper() reads every row of the four tables", async () => {
  const { table1, table2, table3, table4 } = await readPaper(PATH);
  assert.deepEqual([table1, table2, table3, table4].map(({ length }) => length), [7, 13, 11, 5]);
  assert.equal(table1.filter(({ quoted }) => quoted).length, 4);
  assert.equal(table4[2].captions["CNN+LSTM"], "A bottle of <unk> <unk> wine from <unk> <unk>");
});

Deno.test("readPaper() reads the data set's size", async () => {
  const { dataset } = await readPaper(PATH);
  const { train, val, test } = dataset.images;
  assert.equal(train + val + test, 39_181);
  assert.deepEqual(dataset.captions, { train: 5 * train, val: 5 * val });
});

Deno.test("readPaper() gives scores from 0 to 1 that fall from BLEU-1 to BLEU-4", async () => {
  const { table1, table2, table3 } = await readPaper(PATH);
  for (const { scores } of [...table1, ...table2, ...table3]) {
    assert.ok(Object.values(scores).every((value) => value >= 0 && value < 1));
    const bleu = [1, 2, 3, 4].map((k) => scores[`BLEU-${k}`]);
    assert.deepEqual(bleu, bleu.toSorted((a, b) => b - a));
  }
});

Deno.test("readPaper() has the repetitions that the paper has", async () => {
  const { table1, table2, table3 } = await readPaper(PATH);
  const epoch = (model: string, n: number) =>
    table3.find((row) => row.model === model && row.epoch === n)!.scores;
  const twoLayers = table2.find(({ settings }) => settings.layers === 2)!;
  assert.deepEqual(twoLayers.scores, epoch("CNN+LSTM", 1));
  for (let k = 1; k <= 4; k++) {
    const name = `BLEU-${k}`;
    assert.equal(table1[0].scores[name], epoch("CNN+LSTM", 2)[name]);
    assert.equal(table1[1].scores[name], epoch("CLIP+LSTM", 3)[name]);
    assert.equal(table1[2].scores[name], epoch("CLIP+LSTM", 5)[name]);
  }
});

Deno.test("bestEpoch() chooses by CIDEr: the paper's answer to its question", async () => {
  const paper = await readPaper(PATH);
  assert.deepEqual(
    ["CNN+LSTM", "CLIP+LSTM"].map((model) => {
      const { epoch, scores } = bestEpoch(paper, model);
      return [epoch, scores["CIDEr-D"]];
    }),
    [[5, 0.127], [3, 0.231]],
  );
  assert.throws(() => bestEpoch(paper, "NIC"), /^RangeError: .*table 3 has CNN\+LSTM, .*is NIC$/);
});

Deno.test("readPaper() names the row that is wrong", async () => {
  const folder = mkdtempSync(join(tmpdir(), "paper-"));
  const path = join(folder, "paper.json");
  const dataset = { name: "VizWiz", images: { val: 7750 }, captions: { val: 38750 } };
  const row = { model: "CNN+LSTM", dataset: "VizWiz", quoted: false, scores: { "BLEU-1": "high" } };
  writeFileSync(path, JSON.stringify({ dataset, table1: { rows: [row] } }));
  await assert.rejects(
    readPaper(path),
    /^TypeError: Cannot read "paper.json": table1, row 0: scores: "BLEU-1" must be a number/,
  );
  rmSync(folder, { recursive: true });
});

Deno.test("printedTable1() and printedTable3() give the printed rows with names that tell them apart", async () => {
  const paper = await readPaper(PATH);
  const first = printedTable1(paper), third = printedTable3(paper);
  assert.deepEqual(first.map(({ model }) => model), [
    "CNN+LSTM",
    "CLIP+LSTM",
    "CLIP+LSTM (attention)",
    "IBM Research AI",
    "NIC, Flickr30k",
    "Soft attention, Flickr30k",
    "Hard attention, Flickr30k",
  ]);
  assert.deepEqual(first[0].scores["METEOR"], { value: 0.095 });
  assert.equal(third.length, 11);
  assert.deepEqual(third[4].scores["CIDEr-D"], { value: 0.127 });
  assert.equal(third[10].model, "CLIP+LSTM (attention), epoch 1");
});
