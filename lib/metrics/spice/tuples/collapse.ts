import { type Arc, isVerb, type Sentence } from "./sentence.ts";

/** Prepositions of three words: a noun between two prepositions. */
const THREE_WORDS = new Set(["on top of", "in front of", "in spite of", "in addition to"]);

/** Prepositions of two words. */
const TWO_WORDS = new Set(
  ("next to|close to|across from|out of|outside of|off of|inside of|along with|because of|due to|" +
    "ahead of|away from|instead of|near to|prior to|together with|such as|according to").split("|"),
);

/** Those whose first word stays a word of its own where the noun hangs from it. */
const NEVER_HEADS = new Set(["inside of", "ahead of"]);

/** Those whose first word may be parsed as an adverb beside the noun. */
const ADVERBIAL = new Set(["out of", "off of", "outside of", "inside of", "along with"]);

/**
 * Collapses a tree as the Stanford converter does ("collapsed, CC-processed"): prepositions become part
 * of the relation, prepositions of several words one, and conjuncts share what their first one has.
 */
export function collapse(sentence: Sentence): Sentence {
  const joined = joinPrepositions(sentence);
  return { ...joined, arcs: shareAmongConjuncts({ ...joined, arcs: withMarks(joined) }) };
}

/** Makes "on top of" and the like one preposition of the noun that follows them. */
function joinPrepositions(sentence: Sentence): Sentence {
  const arcs = sentence.arcs.map((arc) => ({ ...arc }));
  const above = new Map(arcs.map((arc) => [arc.dependent, arc]));
  for (const mark of arcs) {
    if (mark.relation !== "case") continue;
    const noun = above.get(mark.governor);
    const core = mark.dependent - 1;
    if (!noun || noun.relation !== "nmod" || core < 0) continue;
    const text = (start: number) => sentence.words.slice(start, mark.dependent + 1).join(" ");
    const first = THREE_WORDS.has(text(core - 1)) ? core - 1 : core;
    if (first === core && !TWO_WORDS.has(text(core))) continue;
    const isOne = first < core || !NEVER_HEADS.has(text(core));
    if (noun.governor === core && isOne) raise(arcs, noun, above.get(core)!);
    else if (first < core || !isLoose(arcs, core, text(core))) continue;
    for (let word = first; word < mark.dependent; word++) {
      Object.assign(above.get(word)!, { relation: "mwe", governor: mark.dependent });
    }
    mark.relation = `case:${text(first).replaceAll(" ", "_")}`;
  }
  return { ...sentence, arcs };
}

/** True for a preposition, or one of some adverbs, that nothing depends on. */
function isLoose(arcs: readonly Arc[], word: number, text: string): boolean {
  const { relation } = arcs.find((arc) => arc.dependent === word)!;
  return (relation === "case" || relation === "advmod" && ADVERBIAL.has(text)) &&
    !arcs.some((arc) => arc.governor === word);
}

/** Puts a noun into the place of the word that it hung from. */
function raise(arcs: Arc[], noun: Arc, core: Arc): void {
  for (const arc of arcs) {
    if (arc !== noun && arc.governor === core.dependent) arc.governor = noun.dependent;
  }
  const relation = /^(root|acl|ccomp|advcl|conj|parataxis|csubj)/.test(core.relation)
    ? core.relation
    : "nmod";
  Object.assign(noun, { relation, governor: core.governor });
}

/** Names the preposition of `nmod` and the conjunction of `conj` in the relation. */
function withMarks({ arcs, words }: Sentence): Arc[] {
  return arcs.map((arc) => {
    if (arc.relation === "nmod" || /^(acl|advcl)$/.test(arc.relation)) {
      const marks = arcs.filter((mark) => mark.governor === arc.dependent && isCase(mark));
      if (marks.length > 0) {
        // Of several prepositions the last one counts.
        const mark = marks.reduce((a, b) => b.dependent > a.dependent ? b : a);
        const name = mark.relation.slice(5) || words[mark.dependent];
        const isAgent = name === "by" &&
          arcs.some((aux) => aux.governor === arc.governor && aux.relation === "auxpass");
        return { ...arc, relation: `${arc.relation}:${isAgent ? "agent" : name}` };
      }
    }
    return arc.relation.startsWith("case:") ? { ...arc, relation: "case" } : { ...arc };
  });
}

function isCase({ relation }: Arc): boolean {
  return relation === "case" || relation.startsWith("case:");
}

/** Repeats a conjunct's relation for those joined to it, and a verb's subject for verbs joined to it. */
function shareAmongConjuncts(sentence: Sentence): Arc[] {
  const { arcs, tags } = sentence;
  const added: Arc[] = [];
  for (const { relation, governor, dependent } of arcs) {
    if (relation !== "conj") continue;
    for (const arc of arcs) {
      if (arc.dependent === governor && !/^(root|conj)$/.test(arc.relation)) {
        added.push({ ...arc, dependent });
      }
      const isSubject = arc.governor === governor && /^nsubj/.test(arc.relation);
      const hasOwn = arcs.some((own) =>
        own.governor === dependent && /^[nc]subj/.test(own.relation)
      );
      if (
        isSubject && !hasOwn && (isVerb(sentence, dependent) || tags[dependent].startsWith("JJ"))
      ) {
        const isPassive = arcs.some((aux) =>
          aux.governor === dependent && aux.relation === "auxpass"
        );
        added.push({
          relation: isPassive ? "nsubjpass" : "nsubj",
          governor: dependent,
          dependent: arc.dependent,
        });
      }
    }
  }
  return [...arcs, ...added];
}
