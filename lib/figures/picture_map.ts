import { dataUri } from "./data_uri.ts";
import type { Chart } from "./figure.ts";
import {
  denseWindow,
  isInside,
  mapChannels,
  type MapPoint,
  type MapWindow,
  MOVABLE,
  short,
} from "./map_frame.ts";
import { plural } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { chart, type ChartOptions, sentence } from "./theme.ts";

/** A picture in a map. */
export interface MappedPicture extends MapPoint {
  /** A thumbnail, JPEG or PNG. */
  image: Uint8Array;
  /** Its caption, for whoever points at it. */
  text: string;
}

/** Options of {@link pictureMap}. */
export interface PictureMapOptions extends ChartOptions {
  /** Share of the map's sides that is shown, where the most pictures are. Default .6. */
  share?: number;
  /** Most pictures that are drawn. Default 60. */
  most?: number;
}

/** Sides of a mark and of the panel in pixels. */
const MARK = 32, GAP = 2, WIDTH = 640, HEIGHT = 460;

/**
 * Draws a part of a map with the pictures themselves as marks; one that would cover another is a dot.
 *
 * @throws {RangeError} If there is no picture, or a place is not finite.
 * @throws {TypeError} If an image is neither JPEG nor PNG.
 *
 * @example
 * ```ts
 * import { pictureMap } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const image = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
 * const pictures = [0, 0.1, 50].map((x) => ({ x, y: 0, image, text: "a red can" }));
 * const { description } = pictureMap(pictures, { title: "Pictures" });
 * assert.match(description, /1 picture as it is, 1 as a dot/);
 * ```
 */
export function pictureMap(
  pictures: readonly MappedPicture[],
  options: PictureMapOptions,
): Chart {
  const { share = 0.6, most = 60 } = options, size = { width: WIDTH, height: HEIGHT };
  const window = denseWindow(pictures, { ...size, share });
  const shown = pictures.filter((each) => isInside(each, window));
  const { marks, dots } = apart(shown, { window, most });
  const encoding = mapChannels(window);
  const tooltip = { field: "text", type: "nominal", title: "caption" };
  const body = {
    ...size,
    view: { stroke: NEUTRAL.line },
    layer: [
      {
        data: { values: dots.map(({ x, y, text }) => ({ x: short(x), y: short(y), text })) },
        mark: { type: "circle", size: 18, color: NEUTRAL.faint, opacity: 0.9, clip: true },
        encoding: { ...encoding, tooltip },
      },
      {
        params: MOVABLE,
        data: {
          values: marks.map(({ x, y, text, image }) => ({
            x: short(x),
            y: short(y),
            text,
            image: dataUri(image),
          })),
        },
        mark: { type: "image", width: MARK, height: MARK, clip: true },
        encoding: {
          ...encoding,
          url: { field: "image", type: "nominal" },
          tooltip: [{ field: "image", type: "nominal", title: "image" }, tooltip],
        },
      },
    ],
  };
  const description = `${sentence(options.title)} Part of a map of pictures: ${
    plural(marks.length, "picture")
  } as ${marks.length === 1 ? "it is" : "they are"}, ${dots.length} as ${
    dots.length === 1 ? "a dot" : "dots"
  }.`;
  return chart(body, { ...options, description });
}

/** Pictures whose marks neither cover each other nor the panel's edge, in their order, and the rest. */
function apart(
  pictures: readonly MappedPicture[],
  { window, most }: { window: MapWindow; most: number },
): { marks: MappedPicture[]; dots: MappedPicture[] } {
  const across = WIDTH / (window.x[1] - window.x[0]), up = HEIGHT / (window.y[1] - window.y[0]);
  const place = ({ x, y }: MapPoint) => [(x - window.x[0]) * across, (y - window.y[0]) * up];
  const marks: MappedPicture[] = [], dots: MappedPicture[] = [];
  for (const picture of pictures) {
    const [x, y] = place(picture), half = MARK / 2;
    const inside = x >= half && x <= WIDTH - half && y >= half && y <= HEIGHT - half;
    const free = marks.every((mark) => {
      const [otherX, otherY] = place(mark);
      return Math.max(Math.abs(otherX - x), Math.abs(otherY - y)) >= MARK + GAP;
    });
    (inside && free && marks.length < most ? marks : dots).push(picture);
  }
  return { marks, dots };
}
