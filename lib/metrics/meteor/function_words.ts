const WORDS = [
  "the , . to of and a in that for \" is on 's it with was as said at he by be from have",
  "has are his but an this not i will \u2019 they ) -rrb- ( -lrb- who their had we which",
  "were been more or s its would about new one after you : also up when there than $ all",
  "out her people she year two - can if last first \u201c over other \u201d into some what",
  "so -- no time years could ? 't \u2014 '",
].join(" ");

/** The 93 words and marks that METEOR 1.5 counts as function words: the most frequent of English. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(WORDS.split(" "));
