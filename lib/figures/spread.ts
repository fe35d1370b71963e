/**
 * Moves labels on an axis apart until they are `gap` from each other, as little as possible.
 *
 * Neighbours that are too close are set evenly around their mean; the order stays.
 *
 * @param wanted Where the labels want to be, in any order.
 * @param limits The labels stay between these where they fit.
 * @returns Where they go, in the order of `wanted`.
 */
export function spread(
  wanted: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  // Groups of touching labels, each set around the mean of what its members want.
  const groups: { members: number[]; center: number }[] = [];
  for (const i of order) {
    groups.push({ members: [i], center: clamp(wanted[i], low, high) });
    for (;;) {
      const [a, b] = groups.slice(-2);
      if (b === undefined) break;
      const reach = (a.members.length + b.members.length) / 2 * gap;
      if (b.center - a.center >= reach) break;
      groups.splice(-2, 2, merge(a, b, wanted, [low, high], gap));
    }
  }
  const places = new Array<number>(wanted.length);
  for (const { members, center } of groups) {
    members.forEach((i, k) => places[i] = center + (k - (members.length - 1) / 2) * gap);
  }
  return places;
}

function merge(
  a: { members: number[] },
  b: { members: number[] },
  wanted: readonly number[],
  [low, high]: readonly [number, number],
  gap: number,
) {
  const members = [...a.members, ...b.members];
  const mean = members.reduce((sum, i) => sum + clamp(wanted[i], low, high), 0) / members.length;
  const half = (members.length - 1) / 2 * gap;
  return { members, center: Math.max(low + half, Math.min(high - half, mean)) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
