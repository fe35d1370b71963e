import { type Arc, isNoun, type Sentence } from "./sentence.ts";

/** Amounts that count what follows "of" instead of being counted: "a couple of dogs". */
const AMOUNTS = new Set("lots pairs numbers dozens plenty all each some".split(" "));

/** Those that count only after an article. */
const AFTER_ARTICLE = new Set(
  "couple lot bunch pair number variety assortment array dozen series".split(" "),
);

/** Prepares a collapsed sentence: amounts count what follows them, pronouns become what they stand for. */
export function enhance(sentence: Sentence): Sentence {
  return resolvePronouns(countAmounts(sentence));
}

/** Turns "a couple of X" and "three of the X" into X with a quantity. */
function countAmounts(sentence: Sentence): Sentence {
  let arcs = sentence.arcs;
  for (const { relation, governor: amount, dependent: counted } of sentence.arcs) {
    if (relation !== "nmod:of" || amount < 0 || counted < amount) continue;
    const isNearest = sentence.arcs.every((arc) =>
      arc.governor !== amount || arc.relation !== relation || arc.dependent >= counted
    );
    if (!isNearest) continue;
    const first = firstWord(sentence, amount);
    if (first === undefined) continue;
    arcs = arcs.filter((arc) => !(arc.governor === amount && arc.dependent === counted))
      .map((arc) => moved(arc, amount, counted));
    arcs = [...arcs, { relation: "det:qmod", governor: counted, dependent: first }];
  }
  return { ...sentence, arcs };
}

/** Where the phrase of an amount starts; `undefined` for a word that is none. */
function firstWord({ words, tags, arcs }: Sentence, amount: number): number | undefined {
  if (words[amount + 1] !== "of") return undefined;
  const needsArticle = AFTER_ARTICLE.has(words[amount]);
  if (tags[amount] !== "CD" && !needsArticle && !AMOUNTS.has(words[amount])) return undefined;
  const before = arcs.filter((arc) => arc.governor === amount && arc.dependent < amount)
    .sort((a, b) => a.dependent - b.dependent);
  const article = before.find((arc) => arc.relation === "det");
  if (needsArticle) return article?.dependent;
  return (article ?? before[0])?.dependent ?? amount;
}

/** What an amount depended on, the counted noun does; what stands after it, stays with it. */
function moved(arc: Arc, from: number, to: number): Arc {
  return arc.dependent === from ? { ...arc, dependent: to } : arc;
}

/** Third persons by number: those in the singular stand for no noun in the plural. */
const SINGULAR = new Set("he him his himself she her hers herself it its itself".split(" "));
const PLURAL = new Set("they them their theirs themselves".split(" "));

/** Replaces a pronoun by the first noun, breadth-first from the root, that stands before it. */
function resolvePronouns(sentence: Sentence): Sentence {
  const { tags, words } = sentence;
  if (!tags.some((tag) => tag.startsWith("PRP"))) return sentence;
  const nouns = breadthFirst(sentence).filter((word) => isNoun(sentence, word));
  const arcs = sentence.arcs.map((arc) => {
    const { dependent } = arc;
    if (!tags[dependent].startsWith("PRP")) return arc;
    const isSingular = SINGULAR.has(words[dependent]);
    if (!isSingular && !PLURAL.has(words[dependent])) return arc;
    const noun = nouns.find((word) =>
      word < dependent && !(isSingular && tags[word].endsWith("S"))
    );
    return noun === undefined ? arc : { ...arc, dependent: noun };
  });
  return { ...sentence, arcs };
}

function breadthFirst({ arcs, words }: Sentence): number[] {
  const below: number[][] = words.map(() => []);
  const queue: number[] = [];
  for (const { governor, dependent } of arcs) {
    if (governor < 0) queue.push(dependent);
    else below[governor].push(dependent);
  }
  const seen = new Set(queue);
  for (const word of queue) {
    for (const child of below[word].sort((a, b) => a - b)) {
      if (!seen.has(child)) queue.push(child);
      seen.add(child);
    }
  }
  return queue;
}
