/**
 * Texts that break careless code.
 *
 * @module
 */

/** Nothing, marks only, control characters, half a surrogate pair, other scripts, very long. */
export const HOSTILE: readonly string[] = [
  "",
  " ",
  "   .,;  !?",
  "a\u0000b \u0007 \u001b[31m",
  "\ud83d half \udc00",
  "\u202eright to left \u05d0\u05d1\u05d2",
  "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
  "__proto__ constructor toString hasOwnProperty",
  "a\tb\nc\u00a0d\u2028e",
  Array.from({ length: 10_000 }, (_, i) => `w${i % 97}`).join(" "),
  "x".repeat(10_000),
];
