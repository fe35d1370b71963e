import type { Chart } from "./figure.ts";
import { mapChannels, type MapPoint, short, windowOf } from "./map_frame.ts";
import { plural } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { chart, type ChartOptions, sentence } from "./theme.ts";
import { checkTopics, topicChannel } from "./topics.ts";

/** One map among several. */
export interface MapPanel {
  /** Stands above it. */
  title: string;
  /** A line beneath the title: how good the map is, for instance. */
  subtitle?: string;
  /** Its points, each with its topic. */
  points: readonly (MapPoint & { topic: string })[];
}

/** Options of {@link mapPanels}. */
export interface MapPanelsOptions extends ChartOptions {
  /** The topics in the order of their colours; default: as they come. */
  topics?: readonly string[];
  /** Panels beside each other. Default 3. */
  columns?: number;
  /** Side of a panel in pixels. Default 200. */
  side?: number;
}

/**
 * Draws several maps beside each other, points coloured by topic; each has a scale of its own, the same for
 * both axes.
 *
 * @throws {RangeError} If there is no panel, a panel has no point, or there are more than six topics.
 *
 * @example
 * ```ts
 * import { mapPanels } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const points = [{ x: 0, y: 1, topic: "can" }, { x: 2, y: 1, topic: "dog" }];
 * const { description } = mapPanels([{ title: "perplexity 5", points }], { title: "Maps" });
 * assert.equal(description, "Maps. 1 map of points coloured by topic (can, dog): perplexity 5, 2 points.");
 * ```
 */
export function mapPanels(panels: readonly MapPanel[], options: MapPanelsOptions): Chart {
  const { columns = 3, side = 200 } = options;
  const topics = options.topics ??
    [...new Set(panels.flatMap(({ points }) => points.map(({ topic }) => topic)))];
  checkTopics(topics);
  const body = {
    columns,
    spacing: { column: 18, row: 16 },
    concat: panels.map((panel) => ({
      title: {
        text: panel.title,
        ...panel.subtitle === undefined ? {} : { subtitle: panel.subtitle },
        fontSize: 12.5,
        fontWeight: "bold",
        subtitleFontSize: 11.5,
        subtitlePadding: 2,
        offset: 6,
        anchor: "start",
      },
      width: side,
      height: side,
      view: { stroke: NEUTRAL.line },
      data: {
        values: panel.points.map(({ x, y, topic }) => ({ x: short(x), y: short(y), topic })),
      },
      mark: { type: "circle", size: 22, opacity: 0.85 },
      encoding: {
        ...mapChannels(windowOf(panel.points, { width: side, height: side })),
        color: topicChannel(topics),
      },
    })),
  };
  return chart(body, { ...options, description: describe(panels, { ...options, topics }) });
}

function describe(
  panels: readonly MapPanel[],
  { title, topics }: MapPanelsOptions & { topics: readonly string[] },
): string {
  const list = panels.map(({ title, subtitle, points }) =>
    [title, subtitle, plural(points.length, "point")].filter(Boolean).join(", ")
  );
  return `${sentence(title)} ${plural(panels.length, "map")} of points coloured by topic (${
    topics.join(", ")
  }): ${list.join("; ")}.`;
}
