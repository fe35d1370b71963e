import type { Decoder, Features } from "../types.ts";
import { Beam, type BeamRules, type Continuation } from "./beam.ts";
import type { CheckedOptions, Generated } from "./generated.ts";
import { type Candidates, nextTokens } from "./next_tokens.ts";
import { startRows } from "./rows.ts";
import { advanceState, disposeState } from "./state.ts";

/** What is searched for. */
interface Search {
  features: Features;
  options: CheckedOptions;
  rules: BeamRules;
  /** Beams an image, which go one after the other in each step. */
  groups: number;
  /** What a token costs a later group, in nats, for each time that earlier ones took it in the same step. */
  diversity: number;
}

/** Runs the beams of all images together. @returns For each image its beams' captions, group by group. */
export async function searchBeams(
  decoder: Decoder,
  { features, options, rules, groups, diversity }: Search,
): Promise<Generated[][]> {
  const batch = features.pooled.shape[0]!;
  let images = Array.from({ length: batch * groups }, (_, row) => Math.floor(row / groups));
  const beams = images.map((_, row) => new Beam(rules, row));
  let state = startRows(decoder, { features, images });
  // Earlier groups can push at most so many tokens down the list of a later one.
  const count = 2 * rules.width * (diversity === 0 ? 1 : groups);
  try {
    while (images.length > 0) {
      const captions = beams.flatMap(({ live }) => live.map(({ hypothesis }) => hypothesis.tokens));
      const step = await nextTokens(decoder, { state, captions, options, count });
      let row = 0, taken = new Map<number, number>();
      beams.forEach((beam, index) => {
        if (index % groups === 0) taken = new Map();
        const continuations = beam.live.flatMap(({ hypothesis }) =>
          continued(
            { hypothesis, row },
            step.candidates[row++],
            (id) => diversity * (taken.get(id) ?? 0),
          )
        );
        for (const id of beam.advance(continuations)) taken.set(id, (taken.get(id) ?? 0) + 1);
      });
      const survivors = beams.flatMap(({ live }, index) =>
        live.map(({ row }) => ({ row, image: Math.floor(index / groups) }))
      );
      state = advanceState({ before: state, after: step.state }, { survivors, images });
      images = survivors.map(({ image }) => image);
    }
  } finally {
    disposeState(state);
  }
  return Array.from(
    { length: batch },
    (_, image) =>
      beams.slice(image * groups, (image + 1) * groups).flatMap(({ captions }) => captions),
  );
}

/** All continuations of one hypothesis. */
function continued(
  { hypothesis, row }: Pick<Continuation, "hypothesis" | "row">,
  { ids, scores }: Candidates,
  cost: (id: number) => number,
): Continuation[] {
  return Array.from(ids, (id, i) => {
    const logProbability = hypothesis.logProbability + scores[i];
    return { hypothesis, row, id, logProbability, rank: logProbability - cost(id) };
  });
}
