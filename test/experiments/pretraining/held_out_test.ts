import assert from "node:assert/strict";
import { MINI_RESNET } from "../../../lib/encoders/resnet_config.ts";
import { TrainableResnet } from "../../../lib/encoders/resnet_trainable.ts";
import { nameHeldOut } from "../../../lib/experiments/pretraining/held_out.ts";
import { LABELS } from "../../../lib/experiments/pretraining/pictures.ts";
import {
  liveHandles,
  Random,
  startTensors,
  type StoredTensor,
  writeSafetensors,
} from "#lib/tensor";
import { inFolder } from "../../temporary.ts";

await startTensors();

/** Small enough for a test; the labels are the real ones. */
const CONFIG = {
  ...MINI_RESNET,
  pipeline: { ...MINI_RESNET.pipeline, shortSide: 16, side: 16 },
  stages: [{ width: 8, blocks: 1, stride: 2 }],
};
/** More than are encoded at once. */
const COUNT = 130;

/** Heads without weights: they always give the answer that their bias prefers. */
function constantHeads(answers: Record<keyof typeof LABELS, number>): Map<string, StoredTensor> {
  const heads = new Map<string, StoredTensor>();
  for (const [name, classes] of Object.entries(LABELS)) {
    const count = classes.length, data = new Float32Array(count);
    data[answers[name as keyof typeof LABELS]] = 1;
    heads.set(`head.${name}.weight`, {
      dtype: "F32",
      shape: [count, 8],
      data: new Float32Array(8 * count),
    });
    heads.set(`head.${name}.bias`, { dtype: "F32", shape: [count], data });
  }
  return heads;
}

Deno.test("nameHeldOut() counts right answers, and what a constant answer gets", () =>
  inFolder(async (folder) => {
    const random = new Random(1), network = new TrainableResnet(CONFIG, random);
    const heads = constantHeads({ kind: 4, material: 2, colour: 0 });
    const path = `${folder}/weights.safetensors`;
    await writeSafetensors(path, { tensors: new Map([...await network.tensors(), ...heads]) });
    network.dispose();
    const pictures = {
      count: COUNT,
      side: 16,
      pixels: Uint8Array.from({ length: COUNT * 16 * 16 * 3 }, () => random.integer(256)),
      generator: "",
      labels: {
        // 26 of 130 are kind 4, and as many each of 3, 5, 6, 7; the last picture is one of them.
        kind: Int32Array.from({ length: COUNT }, (_, i) => 3 + (i + 2) % 5),
        // Two thirds, all in the second batch and the end of the first one, are material 2.
        material: Int32Array.from({ length: COUNT }, (_, i) => i < 43 ? 9 : 2),
        // Never colour 0.
        colour: new Int32Array(COUNT).fill(13),
      },
    };
    const name = () =>
      nameHeldOut(path, {
        miniature: { architecture: "resnet", objective: "labels", rate: 1, config: CONFIG },
        pictures,
      });
    assert.deepEqual(await name(), {
      kind: { accuracy: 26 / 130, constant: 26 / 130, classes: 28 },
      material: { accuracy: 87 / 130, constant: 87 / 130, classes: 10 },
      colour: { accuracy: 0, constant: 1, classes: 14 },
    });
    const before = liveHandles();
    await name();
    assert.equal(liveHandles(), before);
  }));
