/**
 * From a decoder's scores to captions: token ids only, no words.
 *
 * Every algorithm here is a loop over the decoder's one `step`, takes a decoder, features and options, and
 * goes over all images of the batch together. {@linkcode greedy} and {@linkcode beamSearch} give one caption
 * an image, {@linkcode beamHypotheses}, {@linkcode diverseBeamSearch} and {@linkcode sample} several;
 * {@linkcode ensemble} makes one decoder of many. The state between steps is a record of tensors with the
 * batch axis first, so it can be narrowed, repeated and freed without knowing the decoder.
 *
 * ```ts
 * import { LstmDecoder } from "#lib/decoders";
 * import { greedy } from "#lib/decoding";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import { END, PAD, START, UNK } from "#lib/text";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth: 5, layers: 1, dropout: 0,
 * }, new Random(1));
 * const features = { pooled: zeros([1, 4]), grid: zeros([1, 0, 4]) };
 * const options = { start: START, end: END, suppressed: [PAD, START, UNK] };
 * const [{ tokens, logProbability, ended }] = await greedy(decoder, features, options);
 * console.log(tokens, logProbability, ended);
 * ```
 *
 * @module
 */
export { beamHypotheses, type BeamOptions, beamSearch } from "./beam_search.ts";
export { type DiverseBeamOptions, diverseBeamSearch } from "./diverse_beam_search.ts";
export { ensemble, type EnsembleFeatures, ensembleFeatures } from "./ensemble.ts";
export type { DecodingOptions, Generated } from "./generated.ts";
export { greedy } from "./greedy.ts";
export { sample, type SampleOptions } from "./sample.ts";
