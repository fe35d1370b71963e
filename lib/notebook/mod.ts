/**
 * What a notebook's cell calls to show something, and nothing else.
 *
 * A cell ends in one expression; if that is a {@link Displayable}, Deno's kernel asks it for its forms
 * and shows the best one that the front end knows. So `show(figure)`, `table(rows)`, `versions(facts)`
 * and ``markdown`…` `` stand last in their cells, and none of them prints. {@link progressBar} alone
 * shows at once: it moves while the cell runs. {@link bleuByHand} and its like take one caption's score
 * apart, for a reader who wants to check it.
 *
 * @example
 * ```ts
 * import { lossCurves } from "#lib/figures";
 * import { DISPLAY, show } from "#lib/notebook";
 * import assert from "node:assert/strict";
 *
 * const points = [{ update: 100, loss: 3.2 }, { update: 200, loss: 2.9 }];
 * const chart = lossCurves([{ model: "cnn-lstm", split: "training", points }], { title: "Loss" });
 * const cell = show(chart); // in a notebook: the last line of a cell
 * assert.match(String((await cell[DISPLAY]())["text/plain"]), /^Loss\./);
 * ```
 *
 * @module
 */
export type { Chart, Drawing, Figure, Page, VegaLiteSpec } from "../figures/figure.ts";
export type { Progress } from "../types.ts";
export { type Bundle, bundle, DISPLAY, type Displayable, show } from "./bundle.ts";
export { bleuByHand } from "./by_hand/bleu_by_hand.ts";
export { ciderByHand } from "./by_hand/cider_by_hand.ts";
export { meteorByHand } from "./by_hand/meteor_by_hand.ts";
export { rougeByHand } from "./by_hand/rouge_by_hand.ts";
export { spiceByHand } from "./by_hand/spice_by_hand.ts";
export { committedRecord } from "./committed_record.ts";
export { type DisagreementExampleOptions, disagreementExamples } from "./disagreement_examples.ts";
export { type ExampleOptions, examples } from "./examples.ts";
export { decoderDifferences } from "./decoder_rows.ts";
export { type LookedPicture, lookedPictures } from "./looked_pictures.ts";
export {
  judgedPanels,
  pairsOnMap,
  picturesOnMap,
  type ShownPair,
  type ShownPairOptions,
  shownPairs,
  wordsOnMap,
} from "./mapped_pairs.ts";
export { markdown } from "./markdown.ts";
export { type NotebookParameters, notebookParameters } from "./parameters.ts";
export { type ProgressBar, progressBar, type ProgressBarOptions } from "./progress_bar.ts";
export {
  type Display,
  notebookOutput,
  type ProgressOutput,
  textOutput,
  type TextSink,
} from "./progress_output.ts";
export { replayCosts, replayExample, replayFacts, replayTable } from "./replay_rows.ts";
export { duration, type ProgressState } from "./progress_state.ts";
export { type Cell, type Column, table, type TableOptions, tablePage } from "./table.ts";
export { type RunFacts, versions } from "./versions.ts";
