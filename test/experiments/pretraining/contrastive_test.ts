import assert from "node:assert/strict";
import { add, Random, scalar, startTensors, tensor2d, zeros } from "#lib/tensor";
import { MINI_TEXT, TrainableTextTower } from "#lib/encoders";
import { Vocabulary } from "#lib/text";
import { contrastiveLoss } from "../../../lib/experiments/pretraining/contrastive.ts";
import {
  ALT_TEXT_VOCABULARY,
  altTexts,
  MINI_TEXT_TOWER,
  textIds,
} from "../../../lib/experiments/pretraining/alt_texts.ts";
import { checkGradients, randomTensor } from "../../nn/gradient_check.ts";

await startTensors();

const value = async (x: { data(): Promise<ArrayLike<number>> }) => (await x.data())[0];

Deno.test("contrastiveLoss() by hand: two pictures and two texts", async () => {
  // Cosines 1 and 0 on the two diagonals, at scale 2: −log softmax is ln(1 + e⁻²) everywhere.
  const axes = tensor2d([[3, 0], [0, 1]]);
  const loss = contrastiveLoss(axes, { texts: tensor2d([[1, 0], [0, 5]]), scale: scalar(2) });
  assert.ok(Math.abs(await value(loss) - Math.log(1 + Math.exp(-2))) < 1e-6);
});

Deno.test("contrastiveLoss() is ln B where nothing is told apart", async () => {
  const same = add(zeros([5, 3]), 1);
  const loss = contrastiveLoss(same, { texts: same, scale: scalar(50) });
  assert.ok(Math.abs(await value(loss) - Math.log(5)) < 1e-5);
});

Deno.test("contrastiveLoss() treats pictures and texts alike", async () => {
  const random = new Random(1), scale = scalar(4);
  const [a, b] = [randomTensor([4, 3], random), randomTensor([4, 3], random)];
  const [one, other] = [
    await value(contrastiveLoss(a, { texts: b, scale })),
    await value(contrastiveLoss(b, { texts: a, scale })),
  ];
  assert.ok(Math.abs(one - other) < 1e-6);
});

Deno.test("contrastiveLoss() agrees with finite differences", async () => {
  const random = new Random(2);
  await checkGradients(
    (images, texts, scale) => contrastiveLoss(images, { texts, scale }),
    [randomTensor([4, 3], random), randomTensor([4, 3], random), scalar(3)],
  );
});

Deno.test("a text tower keeps its scale from 1 to the largest", async () => {
  const tower = new TrainableTextTower(
    { ...MINI_TEXT, vocabulary: 5, end: 2, width: 6, layers: 1 },
    {
      projection: 4,
      random: new Random(3),
    },
  );
  const logarithm = tower.parameters.get("logit_scale")!;
  for (const [set, kept] of [[9, Math.log(100)], [-1, 0], [2, 2]]) {
    logarithm.assign(scalar(set));
    assert.ok(Math.abs(await value(tower.clampScale(100)) - kept) < 1e-6);
  }
  tower.dispose();
});

Deno.test("textIds() wraps texts, and cuts one that is too long before its end", () => {
  const vocabulary = Vocabulary.build([["red", "mug", "on", "sofa"]], { minimumCount: 1 });
  const id = (word: string) => vocabulary.encode([word])[0];
  const ids = textIds(["Red mug!", "red mug on red sofa"], { vocabulary, context: 5 });
  assert.deepEqual([...ids], [1, id("red"), id("mug"), 2, 0, 1, id("red"), id("mug"), id("on"), 2]);
});

Deno.test("alternative texts fit the text tower and are in its vocabulary", () => {
  const texts = altTexts(5, 500), { context } = MINI_TEXT_TOWER;
  const ids = textIds(texts, { vocabulary: ALT_TEXT_VOCABULARY, context });
  assert.ok(!ids.includes(3)); // <unk>
  const longest = Math.max(...texts.map((_, row) => {
    return ids.subarray(row * context, (row + 1) * context).indexOf(2);
  }));
  assert.ok(longest < context - 1); // none was cut
  assert.deepEqual(altTexts(5, 3), texts.slice(0, 3));
});
