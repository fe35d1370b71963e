/**
 * Figures: plain data in, a Vega-Lite specification, an SVG document or a piece of HTML out.
 *
 * Each function takes numbers, words and the bytes of small pictures, and gives a {@link Figure} that
 * a notebook shows and a test reads. Nothing here knows tensors, opens files or measures anything.
 *
 * Three rules make the figures of all notebooks one family: a model has one colour everywhere
 * ({@link modelStyle}), labels stand where the eye is rather than in legends, and every figure
 * carries a text that says what it shows. Values of different data sets never share a panel.
 *
 * The same data give the same text on every machine: ids come from the content, numbers are rounded
 * and text is measured with a table of widths, so that a notebook that is run again changes little.
 *
 * @example
 * ```ts
 * import { bars, renderSvg } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const chart = bars(
 *   [{ label: "in focus", count: 90 }, { label: "blurred", count: 30 }],
 *   { title: "Three of four pictures are in focus", x: "pictures", total: 120 },
 * );
 * assert.equal(chart.spec.$schema, "https://vega.github.io/schema/vega-lite/v5.json");
 * assert.match(await renderSvg(chart), /<title .*in focus/);
 * ```
 *
 * @module
 */
export type { Chart, Drawing, Figure, Page, VegaLiteSpec } from "./figure.ts";
export { FONT, MODEL_STYLES, type ModelStyle, modelStyle, NEUTRAL } from "./palette.ts";
export { chart, type ChartOptions } from "./theme.ts";
export { renderSvg } from "./render.ts";
export { type Bar, bars, type BarsOptions } from "./bars.ts";
export { attentionMaps, type AttentionMapsOptions, type LookedCaption } from "./attention_maps.ts";
export { type StepCurve, stepCurves, type StepCurvesOptions } from "./step_curves.ts";
export { type LossCurve, lossCurves, type LossCurvesOptions } from "./curves.ts";
export {
  type DodgedInterval,
  dodgedIntervals,
  type DodgedIntervalsOptions,
} from "./dodged_intervals.ts";
export { histogram, type HistogramOptions } from "./histogram.ts";
export { interaction } from "./interaction.ts";
export type { InteractionCell, InteractionOptions } from "./interaction_frame.ts";
export { type Interval, intervals, type IntervalsOptions } from "./intervals.ts";
export { matrix, type MatrixCell, type MatrixOptions } from "./matrix.ts";
export type { MapPoint } from "./map_frame.ts";
export { type MapPanel, mapPanels, type MapPanelsOptions } from "./map_panels.ts";
export { type MappedPair, pairMap, type PairMapOptions } from "./pair_map.ts";
export { type MappedPicture, pictureMap, type PictureMapOptions } from "./picture_map.ts";
export { TOPIC_COLOURS, WORD_COLOURS } from "./topics.ts";
export { type MappedWord, wordMap, type WordMapOptions } from "./word_map.ts";
export { rankFrequency, type RankFrequencyOptions } from "./rank_frequency.ts";
export { contactSheet, type ContactSheetOptions, type Thumbnail } from "./contact_sheet.ts";
export {
  type PictureText,
  similarityMatrix,
  type SimilarityMatrixOptions,
} from "./similarity_matrix.ts";
export { type Chip, type ChipRow, chips, type ChipsOptions } from "./chips.ts";
export { type WordLine, type WordLink, wordLinks, type WordLinksOptions } from "./word_links.ts";
export {
  type CaptionScore,
  gallery,
  type GalleryItem,
  type GalleryOptions,
  type ModelCaption,
} from "./gallery.ts";
export { type Score, type ScoreRow, scoreTable, type ScoreTableOptions } from "./score_table.ts";
export { cnnLstmDrawing, type CnnLstmDrawingOptions } from "./cnn_lstm_drawing.ts";
export { attentionDrawing, type AttentionDrawingOptions } from "./attention_drawing.ts";
export { clipLstmDrawing, type ClipLstmDrawingOptions } from "./clip_lstm_drawing.ts";
export type { LstmHalfOptions } from "./lstm_half.ts";
export {
  arrow,
  type ArrowOptions,
  box,
  type BoxOptions,
  DATA,
  FROZEN,
  label,
  type LabelOptions,
  type Point,
  shapeTag,
  type Tone,
  TRAINED,
} from "./architecture.ts";
export {
  vector,
  type VectorOptions,
  volume,
  type VolumeOptions,
  volumeWidth,
} from "./tensor_shapes.ts";
export { type Attributes, drawing, type DrawingOptions, element } from "./svg.ts";
export { html, type Style } from "./html.ts";
export { escapeText } from "./escape.ts";
export { dataUri } from "./data_uri.ts";
export { spread } from "./spread.ts";
export { type TextStyle, textWidth, type WrapOptions, wrapText } from "./text_width.ts";
