import type { Chart } from "./figure.ts";
import { mapChannels, type MapPoint, MOVABLE, short, windowOf } from "./map_frame.ts";
import { plural } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { textWidth } from "./text_width.ts";
import { chart, type ChartOptions, sentence } from "./theme.ts";
import { checkTopics, topicChannel, WORD_COLOURS } from "./topics.ts";

/** A word in a map. */
export interface MappedWord extends MapPoint {
  /** The word. */
  word: string;
  /** What it does: its colour. */
  topic: string;
}

/** Options of {@link wordMap}. */
export interface WordMapOptions extends ChartOptions {
  /** The topics in the order of their colours; default: as they come. */
  topics?: readonly string[];
}

/** Font size, sides of the panel, and what is kept clear about a word, in pixels. */
const SIZE = 11, WIDTH = 640, HEIGHT = 560, CLEAR = 4;

/**
 * Draws a map of words, the first ones written out wherever their letters have room, all others as dots.
 *
 * @param words The most important ones first.
 * @throws {RangeError} If there is no word, a place is not finite, or there are more than three topics.
 *
 * @example
 * ```ts
 * import { wordMap } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const words = [{ word: "can", topic: "thing", x: 0, y: 0 }, { word: "tin", topic: "thing", x: 9, y: 0 }];
 * assert.match(wordMap(words, { title: "Words" }).description, /written out: can, tin/);
 * ```
 */
export function wordMap(words: readonly MappedWord[], options: WordMapOptions): Chart {
  const topics = options.topics ?? [...new Set(words.map(({ topic }) => topic))];
  checkTopics(topics, WORD_COLOURS);
  const size = { width: WIDTH, height: HEIGHT }, window = windowOf(words, size);
  const place = ({ x, y }: MapPoint) => ({
    x: (x - window.x[0]) / (window.x[1] - window.x[0]) * WIDTH,
    y: (window.y[1] - y) / (window.y[1] - window.y[0]) * HEIGHT,
  });
  const { written, dots } = withRoom(words, place);
  const encoding = { ...mapChannels(window), color: topicChannel(topics, WORD_COLOURS) };
  const row = ({ word, topic, x, y }: MappedWord) => ({ word, topic, x: short(x), y: short(y) });
  const tooltip = { field: "word", type: "nominal" };
  const body = {
    ...size,
    view: { stroke: NEUTRAL.line },
    layer: [
      {
        data: { values: dots.map(row) },
        mark: { type: "circle", size: 14, opacity: 0.6, clip: true },
        encoding: { ...encoding, tooltip },
      },
      {
        params: MOVABLE,
        data: { values: written.map(row) },
        mark: { type: "text", fontSize: SIZE, clip: true },
        encoding: { ...encoding, text: { field: "word", type: "nominal" }, tooltip },
      },
    ],
  };
  const description = `${sentence(options.title)} Map of ${plural(words.length, "word")} (${
    topics.join(", ")
  }); written out: ${written.map(({ word }) => word).join(", ")}.`;
  return chart(body, { ...options, description });
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Words whose letters meet no word before them, and those of the rest that no word covers. */
function withRoom(
  words: readonly MappedWord[],
  place: (point: MapPoint) => MapPoint,
): { written: MappedWord[]; dots: MappedWord[] } {
  const boxes: Box[] = [], written: MappedWord[] = [], dots: MappedWord[] = [];
  for (const word of words) {
    const { x, y } = place(word), half = textWidth(word.word, { size: SIZE }) / 2 + 2;
    const box = { left: x - half, right: x + half, top: y - SIZE * 0.65, bottom: y + SIZE * 0.65 };
    const free = box.left > 0 && box.right < WIDTH && box.top > 0 && box.bottom < HEIGHT &&
      boxes.every((other) =>
        box.left > other.right || box.right < other.left || box.top > other.bottom ||
        box.bottom < other.top
      );
    if (free) boxes.push(box);
    (free ? written : dots).push(word);
  }
  // A dot beneath or beside a word would be read as one of its letters.
  const covered = (word: MappedWord) => {
    const { x, y } = place(word);
    return boxes.some(({ left, right, top, bottom }) =>
      x > left - CLEAR && x < right + CLEAR && y > top - CLEAR && y < bottom + CLEAR
    );
  };
  return { written, dots: dots.filter((word) => !covered(word)) };
}
