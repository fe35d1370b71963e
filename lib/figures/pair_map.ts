import { dataUri } from "./data_uri.ts";
import type { Chart } from "./figure.ts";
import { mapChannels, type MapPoint, MOVABLE, short, windowOf } from "./map_frame.ts";
import { plural } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { chart, type ChartOptions, sentence } from "./theme.ts";
import { checkTopics, LEGEND, topicChannel } from "./topics.ts";

/** A picture and its caption in a map. */
export interface MappedPair {
  /** Where the picture lies. */
  picture: MapPoint;
  /** Where the caption lies. */
  caption: MapPoint;
  /** What the picture is of. */
  topic: string;
  /** The caption itself, for whoever points at the mark. */
  text: string;
  /** A thumbnail, JPEG or PNG, likewise. */
  image?: Uint8Array;
}

/** Options of {@link pairMap}. */
export interface PairMapOptions extends ChartOptions {
  /** The topics in the order of their colours; default: as they come. */
  topics?: readonly string[];
  /** Width and height of the panel in pixels. Default 640 and 460. */
  size?: readonly [width: number, height: number];
  /** All points of the map, where more were mapped than are drawn: they decide what is in the window. */
  all?: readonly MapPoint[];
}

const SHAPES = { domain: ["picture", "caption"], range: ["square", "triangle-up"] };

/**
 * Draws pictures and captions in one map: the kind as shape, the topic as colour, each pair joined by a line.
 * In JupyterLab a mark that is pointed at shows caption and picture, and the map can be moved and zoomed.
 *
 * @throws {RangeError} If there is no pair, a place is not finite, or there are more than six topics.
 * @throws {TypeError} If an image is neither JPEG nor PNG.
 *
 * @example
 * ```ts
 * import { pairMap } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const pair = { picture: { x: 0, y: 0 }, caption: { x: 3, y: 1 }, topic: "can", text: "a red can" };
 * const { description } = pairMap([pair], { title: "A pair" });
 * assert.match(description, /1 picture and its caption/);
 * ```
 */
export function pairMap(pairs: readonly MappedPair[], options: PairMapOptions): Chart {
  const topics = options.topics ?? [...new Set(pairs.map(({ topic }) => topic))];
  checkTopics(topics);
  const [width, height] = options.size ?? [640, 460];
  const drawn = pairs.flatMap(({ picture, caption }) => [picture, caption]);
  const window = windowOf(options.all ?? drawn, { width, height });
  const hovers = pairs.some(({ image }) => image !== undefined);
  const { x, y } = mapChannels(window);
  const marks = (kind: string, places: object) => ({
    mark: { type: "point", filled: true, size: 44, opacity: 0.9, clip: true },
    encoding: {
      ...places,
      color: topicChannel(topics),
      shape: { datum: kind, type: "nominal", scale: SHAPES, legend: KIND_LEGEND },
      tooltip: [
        ...hovers ? [{ field: "image", type: "nominal", title: "image" }] : [],
        { field: "topic", type: "nominal" },
        { field: "text", type: "nominal", title: "caption" },
      ],
    },
  });
  const ends = { x: { ...x, field: "x2" }, y: { ...y, field: "y2" } };
  const body = {
    width,
    height,
    view: { stroke: NEUTRAL.line },
    data: { values: pairs.map(rowOf) },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 0.8, opacity: 0.55, color: NEUTRAL.faint, clip: true },
        encoding: { x, y, x2: { field: "x2" }, y2: { field: "y2" } },
      },
      {
        params: MOVABLE,
        ...marks("picture", { x, y }),
      },
      marks("caption", ends),
    ],
  };
  return chart(body, { ...options, description: describe(pairs, { ...options, topics }) });
}

const KIND_LEGEND = { ...LEGEND, symbolFillColor: NEUTRAL.secondary, symbolSize: 60 };

function rowOf({ picture, caption, topic, text, image }: MappedPair): object {
  return {
    x: short(picture.x),
    y: short(picture.y),
    x2: short(caption.x),
    y2: short(caption.y),
    topic,
    text,
    ...image !== undefined && { image: dataUri(image) },
  };
}

function describe(
  pairs: readonly MappedPair[],
  { title, subtitle, topics }: PairMapOptions & { topics: readonly string[] },
): string {
  const parts = topics.map((topic) =>
    `${topic} ${pairs.filter((pair) => pair.topic === topic).length}`
  );
  const what = pairs.length === 1
    ? "1 picture and its caption"
    : `${plural(pairs.length, "picture")} and their captions`;
  return `${sentence(title)} ${
    subtitle === undefined ? "" : `${sentence(subtitle)} `
  }Map of ${what}, ` +
    `joined by lines; squares are pictures, triangles captions. Topics: ${parts.join(", ")}.`;
}
