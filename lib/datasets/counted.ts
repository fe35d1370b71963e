/** Counts equal labels, the most frequent first, equally frequent ones in the order of the alphabet. */
export function counted(labels: readonly string[]): { label: string; count: number }[] {
  return [...Map.groupBy(labels, (label) => label)]
    .map(([label, { length: count }]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
}
