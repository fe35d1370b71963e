import assert from "node:assert/strict";
import { LstmDecoder } from "#lib/decoders";
import { makeObjective, type ObjectiveSettings } from "#lib/experiments";
import { Batches } from "#lib/datasets";
import { dispose, Random, startTensors, zeros } from "#lib/tensor";

await startTensors();

const PAIRS = [{ imageId: 1, tokens: [4, 5] }, { imageId: 2, tokens: [6, 7] }];
const ABOUT = { pairs: PAIRS, maximumLength: 6 };

const KINDS: [ObjectiveSettings | undefined, string][] = [
  [undefined, "cross-entropy"],
  [{ kind: "cross-entropy", smoothing: 0.1 }, "smoothed cross-entropy"],
  [
    { kind: "cross-entropy", doublyStochastic: { weight: 1, target: "share" } },
    "cross-entropy with doubly stochastic penalty",
  ],
  [{ kind: "hard-attention", reward: 1, entropy: 0 }, "cross-entropy along drawn positions"],
  [{ kind: "self-critical", baseline: "mean", samples: 2 }, "negative reward"],
  [
    { kind: "scheduled-sampling", probability: 0.25, updates: 10 },
    "cross-entropy under scheduled sampling",
  ],
];

Deno.test("makeObjective() knows each kind, and teacher forcing where nothing is said", () => {
  for (const [settings, name] of KINDS) {
    assert.equal(makeObjective(settings, ABOUT).name, name);
  }
});

Deno.test("makeObjective() rewards by the training references, and never says <unk>", async () => {
  const decoder = new LstmDecoder({
    ...{ vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth: 5, layers: 1 },
    dropout: 0,
  }, new Random(1));
  const objective = makeObjective({ kind: "self-critical", baseline: "greedy", samples: 3 }, ABOUT);
  const features = { pooled: zeros([2, 4]), grid: zeros([2, 0, 4]) };
  const { loss, gradients } = await objective.slopes(decoder, {
    features,
    batch: new Batches(PAIRS, { batchSize: 2, maximumLength: 6 }).batch(0, 0),
    mode: { training: true, random: new Random(1) },
    update: 1,
    memory: [],
  });
  assert.ok(loss <= 0 && loss >= -10); // minus a CIDEr-D
  dispose([...Object.values(gradients), features.pooled, features.grid]);
  decoder.dispose();
});
