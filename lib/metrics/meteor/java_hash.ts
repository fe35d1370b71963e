/**
 * Java's `String.hashCode`: METEOR takes words for equal if these 32 bits are.
 *
 * Collisions are rare and real: "np" and "p2" are one word to it.
 */
export function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
