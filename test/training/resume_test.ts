import { HardAttentionLstmDecoder } from "#lib/decoders";
import { Random, startTensors } from "#lib/tensor";
import {
  ciderReward,
  crossEntropy,
  hardAttention,
  linearProbability,
  type Objective,
  scheduledSampling,
  selfCritical,
} from "#lib/training";
import type { Decoder } from "../../lib/types.ts";
import { assertResumes, lookingToyDecoder, PAIRS, toyDecoder } from "./toy_training.ts";

await startTensors();

const TOKENS = { start: 1, end: 2, suppressed: [0, 1, 3], maximumLength: 6 };
const looking = crossEntropy({ smoothing: 0.1, doublyStochastic: { weight: 1 } });
const probability = linearProbability(0.6, { updates: 5 });
const reward = ciderReward(PAIRS, { end: 2 });

const OBJECTIVES: [Objective, () => Decoder][] = [
  [crossEntropy({ smoothing: 0.1 }), toyDecoder],
  [looking, lookingToyDecoder],
  [scheduledSampling({ probability, objective: looking }), lookingToyDecoder],
  [selfCritical({ ...TOKENS, reward, samples: 2 }), toyDecoder],
  [selfCritical({ ...TOKENS, reward, samples: 2, baseline: "mean", per: "sample" }), toyDecoder],
  // What an objective remembers goes through the one around it.
  [
    scheduledSampling({ probability, objective: hardAttention() }),
    () => new HardAttentionLstmDecoder(lookingToyDecoder().config, new Random(3)),
  ],
];

for (const [number, [objective, make]] of OBJECTIVES.entries()) {
  Deno.test(`training broken off and resumed gives the same bits: ${number + 1}, ${objective.name}`, async () => {
    await assertResumes(objective, make);
  });
}
