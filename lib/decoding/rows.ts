import type { Decoder, Features, State } from "../types.ts";
import type { CheckedOptions, Generated } from "./generated.ts";
import { type Candidates, nextTokens } from "./next_tokens.ts";
import { advanceState, disposeState, gatherState, type Survivor } from "./state.ts";

/** How captions are said that do not compete: each row takes one candidate a step. */
interface RowsOptions {
  features: Features;
  options: CheckedOptions;
  /** The image of each caption, in ascending order. */
  images: readonly number[];
  /** Candidates asked for a step; all tokens where it is not given. */
  count?: number;
  /** Place of the candidate that a caption goes on with, or −1 if nothing may follow: it is cut there. */
  choose(candidates: Candidates, caption: number): number;
}

/** Says captions side by side, one a row; those that have ended leave the batch. */
export async function generateRows(
  decoder: Decoder,
  { features, options, images, count, choose }: RowsOptions,
): Promise<Generated[]> {
  const captions = images.map((): Generated => ({ tokens: [], logProbability: 0, ended: false }));
  let state = startRows(decoder, { features, images });
  let active = images.map((_, caption) => caption);
  try {
    for (let length = 1; active.length > 0 && length <= options.maximumLength; length++) {
      const said = active.map((caption) => captions[caption].tokens);
      const step = await nextTokens(decoder, { state, captions: said, options, count });
      const going: Survivor[] = [];
      step.candidates.forEach((candidates, row) => {
        const caption = captions[active[row]];
        const choice = choose(candidates, active[row]);
        if (choice < 0) return;
        caption.logProbability += candidates.scores[choice];
        caption.ended = candidates.ids[choice] === options.end;
        if (caption.ended) return;
        caption.tokens.push(candidates.ids[choice]);
        going.push({ row, image: images[active[row]] });
      });
      const before = active.map((caption) => images[caption]);
      state = advanceState({ before: state, after: step.state }, {
        survivors: going,
        images: before,
      });
      active = going.map(({ row }) => active[row]);
    }
  } finally {
    disposeState(state);
  }
  return captions;
}

/** The state before `<start>`, a row for each of the images named, in ascending order. */
export function startRows(
  decoder: Decoder,
  { features, images }: { features: Features; images: readonly number[] },
): State {
  const one = decoder.start(features, { training: false });
  const batch = features.pooled.shape[0]!;
  if (images.length === batch) return one;
  const repeated = gatherState(one, images);
  disposeState(one);
  return repeated;
}
