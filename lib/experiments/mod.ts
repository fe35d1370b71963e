/**
 * The study: from a data set's folder to a run's record, one constant a row of the paper's tables.
 *
 * {@linkcode openStudy} finds or makes the data, {@linkcode prepareMaterial} turns pictures into features
 * and captions into ids, {@linkcode runExperiment} trains, captions, scores and writes a folder, and
 * {@linkcode Captioner} loads one to caption any photograph, {@linkcode evaluateRun} to score it on a
 * split. {@linkcode constantCaption} and {@linkcode nearestNeighbour} are what a captioner must beat.
 * {@linkcode evaluateCaptions} and {@linkcode compare} give every score and every difference its interval,
 * and {@linkcode readPaper} the numbers that the paper printed. {@linkcode studyRotationHead} and
 * {@linkcode upright} turn pictures upright before any encoder, {@linkcode compareRotation} measures what that
 * is good for. {@linkcode scoreKept}, {@linkcode leaveOneOut} and {@linkcode tellApart} turn the question round
 * and ask what the metrics are worth: what a damaged caption loses, where people stand, and whether true
 * captions score above false ones. {@linkcode embedRun} gives the vectors that a run has of pictures, captions
 * and words, and {@linkcode measureSpaces} says whether the two kinds lie together.
 *
 * @example
 * ```ts
 * import { CNN_LSTM, withOverrides } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const { layers } = withOverrides(CNN_LSTM.settings.miniature, ["layers=2"]);
 * assert.equal(layers, 2);
 * ```
 *
 * @module
 */
export { clipScoreEncoder } from "./clip_score_encoder.ts";
export type { Difference } from "../statistics/paired_differences.ts";
export type { Captions, Encoder, Progress, References } from "../types.ts";
export { agreement } from "./agreement.ts";
export {
  constantCaption,
  type ConstantCaptionOptions,
  nearestNeighbour,
  type NearestNeighbourOptions,
} from "./baselines.ts";
export { type CaptionedFile, Captioner } from "./captioner.ts";
export {
  type ComparedCaptions,
  comparedCaptions,
  type ComparedCaptionsOptions,
} from "./judging/compared_captions.ts";
export {
  COMPARED,
  type ComparedModel,
  type ComparedPair,
  type Comparison,
  type ComparisonOptions,
  comparisonRecord,
  readComparison,
  runComparison,
} from "./comparison.ts";
export { type Damage, type DamageContext, DAMAGES } from "./judging/damages.ts";
export { type Disagreement, disagreements } from "./judging/disagreements.ts";
export {
  clipConfig,
  ENCODER_NAMES,
  type EncoderName,
  encoderTitle,
  type FrozenEncoder,
  frozenEncoder,
  type FrozenEncoderOptions,
  resnetConfig,
} from "./encoders.ts";
export { loadTextEncoder, type TextEncoder, type TextEncoderName } from "./text_encoder.ts";
export { zeroShotRetrieval } from "./zero_shot.ts";
export {
  COMPARED_DECODERS,
  readLooked,
  runDecoderComparison,
  VARIANTS,
} from "./decoder_comparison.ts";
export {
  type DecoderDescription,
  type DecoderSettings,
  describeDecoder,
  makeDecoder,
  readsGrid,
} from "./decoders.ts";
export { attentionOf, entropyBySteps, type LookedWord, seenSquare } from "./attention_maps.ts";
export {
  type Looked,
  type LookedRecord,
  lookedRecord,
  type SeenPicture,
  whereItLooked,
} from "./where_it_looked.ts";
export { compare, evaluateCaptions, evaluateSeeds, type Evaluation } from "./evaluate.ts";
export {
  EVALUATED_SPLITS,
  type EvaluatedRun,
  type EvaluatedSplit,
  evaluateRun,
  type EvaluateRunOptions,
  type EvaluationReport,
  evaluationReport,
  type RunScores,
} from "./evaluate_run.ts";
export { evaluateCompared, type EvaluatedModel } from "./judging/evaluate_compared.ts";
export { evaluateConstantCaption, evaluateNearestNeighbour } from "./evaluate_baselines.ts";
export {
  CLIP_ATTENTION,
  CLIP_HARD_ATTENTION,
  CLIP_LSTM,
  CLIP_TRANSFORMER,
  CNN_LSTM,
  type Experiment,
  EXPERIMENTS,
  type ModelSettings,
  RESNET_TEXT_LSTM,
  type Settings,
  settingsFor,
  VIT_LSTM,
  withOverrides,
} from "./experiment.ts";
export { type TrainingLength, trainingLength } from "./training_length.ts";
export { type FactShares, factShares, type FactsNamed, factsNamed } from "./judging/facts_named.ts";
export { extractFeatures, type ExtractOptions, extractShare, type Share } from "./extract.ts";
export { type FeatureMatrix, splitFeatures } from "./features.ts";
export { narrowed } from "./narrowed.ts";
export {
  generateCaptions,
  type GeneratedCaption,
  type GenerationOptions,
} from "./generate_captions.ts";
export { type FeatureGrid, type FeatureRows, featureSource } from "./feature_rows.ts";
export {
  type LeaveOneOut,
  leaveOneOut,
  type LeaveOneOutOptions,
  type LeftOut,
  leftOutScores,
} from "./judging/leave_one_out.ts";
export { type Material, type MaterialSettings, prepareMaterial } from "./material.ts";
export { type Miniature, MINIATURE_NAMES, type MiniatureName, MINIATURES } from "./miniatures.ts";
export { nearest } from "./nearest.ts";
export { makeObjective, type ObjectiveSettings } from "./objectives.ts";
export { type OneBatch, overfitOneBatch } from "./overfit_one_batch.ts";
export { type MetricAgreement, metricAgreement } from "./judging/metric_agreement.ts";
export type { Provenance } from "./provenance.ts";
export {
  bestEpoch,
  type Paper,
  type PaperScores,
  type PrintedRow,
  printedTable1,
  printedTable3,
  readPaper,
} from "./paper.ts";
export type { HeldOutResult } from "./pretraining/held_out.ts";
export { type ContrastiveExample, contrastiveExample } from "./pretraining/contrastive_example.ts";
export { ImageTextModel } from "./pretraining/image_text_model.ts";
export { type Recall, RECALL_DEPTHS, type Retrieval } from "./pretraining/retrieval.ts";
export type { Label } from "./pretraining/pictures.ts";
export type { PretrainingSettings } from "./pretraining/pretrain.ts";
export {
  MINI_PRETRAINING,
  pretrainMini,
  type PretrainMiniOptions,
} from "./pretraining/pretrain_mini.ts";
export type { Named, PretrainingRecord, Retrieved } from "./pretraining/record.ts";
export { allFaults, type Fault, type FaultName, FAULTS, type Switches } from "./replay/faults.ts";
export { readReplay, type Replay, type ReplayRow, runReplay } from "./replay/replay.ts";
export { textForm } from "./replay/text_form.ts";
export { isUnfinished, type Run, runExperiment, type RunOptions } from "./run.ts";
export { type CaptionRow, newestRun, type RunRecord } from "./run_folder.ts";
export { type KeptScore, type ScoreKept, scoreKept } from "./judging/score_kept.ts";
export { type Slice, type SliceScore, sliceScores, slicesOf } from "./judging/slices.ts";
export {
  loadSplit,
  miniStudy,
  openStudy,
  type Study,
  STUDY_NAMES,
  type StudyName,
  type StudyOptions,
  trainAndDev,
} from "./study.ts";
export { studyMetrics } from "./study_metrics.ts";
export { tellApart, type ToldApart } from "./judging/tell_apart.ts";
export { type CrossedModel, twoByTwo } from "./two_by_two.ts";
export { type WayRow, wayToPeople } from "./judging/way_to_people.ts";
export { compareRotation, type RotationOptions } from "./rotation/compare_rotation.ts";
export {
  readRotation,
  type RotationComparison,
  type RotationModel,
} from "./rotation/rotation_record.ts";
export {
  ROTATION_CONDITIONS,
  ROTATION_METRICS,
  type RotationCondition,
  type RotationScores,
  type RotationSlice,
} from "./rotation/rotation_slices.ts";
export { type FitOptions, fitRotationHead, type FittedHead } from "./rotation/fit_head.ts";
export { readRotationHead, type StoredHead, writeRotationHead } from "./rotation/head_file.ts";
export { type JudgedTurns, judgeTurns, measureTurns } from "./rotation/judged_turns.ts";
export { type StudyHeadOptions, studyRotationHead, viewFeatures } from "./rotation/study_head.ts";
export { upright } from "./rotation/upright.ts";
export { type CaptionVectors, captionVectors } from "./embeddings/caption_vectors.ts";
export {
  EMBEDDED_SPLITS,
  type EmbeddedSplit,
  type Embeddings,
  embedRun,
  type EmbedRunOptions,
  type Vectors,
} from "./embeddings/embed_run.ts";
export {
  compareMaps,
  type JudgedMap,
  type MapOptions,
  mapPairs,
  mapPoints,
  type MapVariant,
  overlaidMaps,
} from "./embeddings/map_points.ts";
export {
  type CaptionerSpaces,
  captionerSpaces,
  clipSpaces,
  compareSpaces,
  type JointSpace,
  type MeasuredSpace,
  measureSpaces,
  SPACE_COLUMNS,
} from "./embeddings/spaces.ts";
export { type Topics, topicsOf } from "./embeddings/topics.ts";
export { toyGroups, toyNoise, type ToyPoints } from "./embeddings/toy_points.ts";
export { type WordKind, wordKinds } from "./embeddings/word_kinds.ts";
export {
  FACT_COLUMNS,
  type Facts,
  miniFacts,
  neighbourFacts,
} from "./embeddings/neighbour_facts.ts";
