/** A place in a map. */
export interface MapPoint {
  /** To the right; a unit means nothing. */
  x: number;
  /** Upwards. */
  y: number;
}

/** The part of a map that is drawn. */
export interface MapWindow {
  /** Left and right end. */
  x: readonly [number, number];
  /** Lower and upper end. */
  y: readonly [number, number];
}

/** Room about the outermost points, as a share of the map. */
const MARGIN = 0.04;

/**
 * The window of all points, of the shape of the panel, so that a distance is as long across as upwards.
 *
 * @throws {RangeError} If there is no point, or one is not finite.
 */
export function windowOf(
  points: readonly MapPoint[],
  { width, height, stretch = false }: { width: number; height: number; stretch?: boolean },
): MapWindow {
  if (
    points.length === 0 || !points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
  ) {
    throw new RangeError(
      `Cannot draw a map: its points must be finite, current number is ${points.length}`,
    );
  }
  const ends = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
  const [left, right] = ends(points.map(({ x }) => x)),
    [low, high] = ends(points.map(({ y }) => y));
  const grow = (1 + 2 * MARGIN) / 2;
  const scale = Math.max((right - left || 1) / width, (high - low || 1) / height) * grow;
  const halves = stretch
    ? [(right - left || 1) * grow, (high - low || 1) * grow]
    : [scale * width, scale * height];
  return around({ x: (left + right) / 2, y: (low + high) / 2 }, halves);
}

/**
 * The window of a given share of the map's sides that holds the most points, of the same shape.
 *
 * @param options.share Of the whole map's width and height.
 */
export function denseWindow(
  points: readonly MapPoint[],
  { width, height, share }: { width: number; height: number; share: number },
): MapWindow {
  const whole = windowOf(points, { width, height });
  const halves = [whole.x, whole.y].map(([low, high]) => (high - low) / 2 * share);
  let best = { count: -1, window: whole };
  for (const centre of points) {
    const window = around(centre, halves);
    const count = points.filter((point) => isInside(point, window)).length;
    if (count > best.count) best = { count, window };
  }
  return best.window;
}

/** Whether a point is in a window. */
export function isInside({ x, y }: MapPoint, window: MapWindow): boolean {
  return x >= window.x[0] && x <= window.x[1] && y >= window.y[0] && y <= window.y[1];
}

/** Channels of a map: no axis, for its units mean nothing. */
export function mapChannels({ x, y }: MapWindow): Record<"x" | "y", object> {
  const channel = (field: string, domain: readonly [number, number]) => ({
    field,
    type: "quantitative",
    axis: null,
    scale: { domain: domain.map(short), nice: false, zero: false },
  });
  return { x: channel("x", x), y: channel("y", y) };
}

/** Lets a reader drag a map, and zoom it with Shift held, so that the wheel alone still scrolls the page. */
export const MOVABLE = [{
  name: "move",
  select: { type: "interval", zoom: "wheel![event.shiftKey]" },
  bind: "scales",
}] as const;

/** Four digits: a map is a few hundred pixels wide. */
export function short(value: number): number {
  return Number(value.toPrecision(4));
}

function around({ x, y }: MapPoint, [across, up]: readonly number[]): MapWindow {
  return { x: [x - across, x + across], y: [y - up, y + up] };
}
