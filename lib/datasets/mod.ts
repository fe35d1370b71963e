/**
 * Data sets: pictures, what people wrote about them, and batches of both.
 *
 * A {@linkcode Split} is a list of pictures and a map from picture ids to references, the original
 * strings. Loaders make one from a data set's own files and refuse what is wrong in them by name and
 * position. {@linkcode holdOut} takes a development set from the training split,
 * {@linkcode captionPairs} turns captions into token ids, {@linkcode Batches} shuffles and pads them.
 * {@linkcode generateMini} makes a data set in VizWiz's layout where the real one is too large. A
 * {@linkcode FeatureStore} is what a frozen encoder has made of pictures, on disk.
 *
 * @example
 * ```ts
 * import { Batches, captionPairs, loadVizwiz } from "#lib/datasets";
 * import { tokenize, Vocabulary } from "#lib/text";
 * import assert from "node:assert/strict";
 *
 * const split = await loadVizwiz("test/testdata/datasets/vizwiz", "val");
 * const captions = [...split.references.values()].flat();
 * const vocabulary = Vocabulary.build(captions.map(tokenize), { minimumCount: 2 });
 * const pairs = captionPairs(split, { vocabulary, tokenize });
 * const batches = new Batches(pairs, { batchSize: 4, maximumLength: 20, seed: 1 });
 * assert.equal(batches.perEpoch, 2);
 * assert.equal(batches.batch(0, 1).size, 2);
 * ```
 *
 * @module
 */
export { fetchDataSet, type FetchOptions, type SourceRecord } from "./fetch/fetch_data_set.ts";
export {
  type Archive,
  DATA_SOURCES,
  type DataSource,
  type DataSourceName,
} from "./fetch/sources.ts";
export { shareOut, type Shares } from "./share_out.ts";
export {
  type Batch,
  Batches,
  type BatchOptions,
  type BatchSource,
  type CaptionPair,
  captionPairs,
} from "./batches.ts";
export type { SkippedPicture, StoreDescription } from "./feature_shard.ts";
export { FeatureStore, type GridRows, type PooledRows } from "./feature_store.ts";
export { GridReader, type RowFile, type RowPlace } from "./grid_reader.ts";
export {
  identifyPictures,
  type PictureEntry,
  type PictureFile,
  type PictureKey,
} from "./picture_files.ts";
export { type AnnotationCounts } from "./annotations.ts";
export { readReferences, readResults, type ReferenceFile } from "./caption_files.ts";
export { type MatchedResults, matchResults } from "./match_results.ts";
export {
  holdOut,
  type HoldOutOptions,
  type LoadedSplit,
  type Photograph,
  type Split,
  type SplitCounts,
  type SplitName,
} from "./splits.ts";
export { countFlaws, loadFlaws, type PictureFlaws } from "./flaws.ts";
export { type KarpathyName, loadKarpathy } from "./karpathy.ts";
export { CAPTION_FILES, isPictureFolder, loadPictureFolder } from "./picture_folder.ts";
export { loadVizwiz, type VizwizOptions } from "./vizwiz.ts";
export {
  countBy,
  type Counts,
  generateMini,
  loadTruth,
  type MiniInfo,
  type MiniOptions,
  type Truth,
} from "./mini/mod.ts";
