/** Words of a fragment, at most. */
const LONGEST = 4;

/**
 * Cuts pieces of one to four words out of captions. Long captions teach that "can" is a thing; in "a can"
 * the official parser sees a modal verb, and as much may hang on it as on a whole caption.
 *
 * @param captions Tokens joined by spaces.
 * @param random Gives numbers from 0 to below 1.
 */
export function fragments(
  captions: readonly string[],
  { count, random }: { count: number; random: () => number },
): string[] {
  const known = new Set(captions), made = new Set<string>();
  const below = (end: number) => Math.floor(random() * end);
  for (let tries = 0; made.size < count && tries < 20 * count; tries++) {
    const words = captions[below(captions.length)].split(" ");
    const length = 1 + below(LONGEST), start = below(Math.max(1, words.length - length + 1));
    const piece = words.slice(start, start + length).join(" ");
    if (piece !== "" && !known.has(piece)) made.add(piece);
  }
  return [...made];
}
