import type { Tuple } from "../tuple.ts";
import { type Arc, isNoun, isVerb, type Sentence } from "./sentence.ts";

/** What the official parser states for a collapsed sentence, in its order of kinds. */
export function extract(sentence: Sentence): Tuple[] {
  const graph = new Graph(sentence);
  const compounds = new Set<number>();
  const tuples: Tuple[] = [
    ...clauses(graph),
    ...participles(graph),
    ...attributes(graph),
    ...prepositions(graph),
    ...possessions(graph),
    ...agents(graph),
    ...numbers(graph),
  ];
  for (const { governor, dependent } of graph.all(/^compound$/)) {
    if (!graph.isNoun(governor) || !graph.isNoun(dependent)) continue;
    tuples.push([graph.lemma(governor), graph.lemma(dependent)]);
    compounds.add(governor).add(dependent);
  }
  sentence.words.forEach((_, word) => {
    if (graph.isNoun(word) && !compounds.has(word)) tuples.push([graph.lemma(word)]);
  });
  return tuples;
}

/** A collapsed sentence with questions to it. */
class Graph {
  readonly sentence: Sentence;
  #below: Arc[][];

  constructor(sentence: Sentence) {
    this.sentence = sentence;
    this.#below = sentence.words.map(() => []);
    for (const arc of sentence.arcs) this.#below[arc.governor]?.push(arc);
  }

  lemma(word: number): string {
    return this.sentence.lemmas[word];
  }

  isNoun(word: number): boolean {
    return isNoun(this.sentence, word);
  }

  isVerb(word: number): boolean {
    return isVerb(this.sentence, word);
  }

  isAdjective(word: number): boolean {
    return this.sentence.tags[word].startsWith("JJ");
  }

  /** The words of a preposition, the parts of "on top of" among them. */
  preposition(marks: readonly Arc[]): string {
    return marks.flatMap(({ dependent }) => [
      dependent,
      ...this.below(dependent, /^mwe$/).map((arc) => arc.dependent),
    ]).sort((a, b) => a - b).map((word) => this.sentence.words[word]).join(" ");
  }

  below(word: number, relation: RegExp): Arc[] {
    return this.#below[word].filter((arc) => relation.test(arc.relation));
  }

  all(relation: RegExp): Arc[] {
    return this.sentence.arcs.filter((arc) => arc.governor >= 0 && relation.test(arc.relation));
  }

  /** A verb with its particle and the preposition of its object. */
  predicate(word: number, relation: string): string {
    const particle = this.below(word, /^compound:prt$/).map(({ dependent }) =>
      this.lemma(dependent)
    );
    return [this.lemma(word), ...particle, ...prepositionOf(relation)].join(" ");
  }
}

const OBJECT = /^(iobj|dobj|nmod:.*)$/;

function prepositionOf(relation: string): string[] {
  const [kind, name] = relation.split(":");
  if (kind !== "nmod" || name === undefined || name === "poss" || name === "agent") return [];
  return [name.replaceAll("_", " ")];
}

/** Subject, verb and object. */
function* clauses(graph: Graph): Generator<Tuple> {
  for (const { governor, dependent } of graph.all(/^nsubj$/)) {
    if (!graph.isNoun(dependent) || graph.below(governor, /^cop$/).length > 0) continue;
    for (const object of graph.below(governor, OBJECT)) {
      if (!graph.isNoun(object.dependent)) continue;
      const predicate = graph.predicate(governor, object.relation);
      yield [graph.lemma(dependent), predicate, graph.lemma(object.dependent)];
    }
  }
}

/** A noun, what it is doing, and to what. */
function* participles(graph: Graph): Generator<Tuple> {
  for (const { governor, dependent } of graph.all(/^acl(:(?!relcl).*)?$/)) {
    if (!graph.isVerb(dependent)) continue;
    for (const object of graph.below(dependent, OBJECT)) {
      if (!graph.isNoun(object.dependent)) continue;
      const predicate = graph.predicate(dependent, object.relation);
      yield [graph.lemma(governor), predicate, graph.lemma(object.dependent)];
    }
  }
}

/** Subjects of verbs without an object and of copulas, and adjectives. */
function* attributes(graph: Graph): Generator<Tuple> {
  for (const { governor, dependent } of graph.all(/^nsubj$/)) {
    const isCopula = graph.below(governor, /^cop$/).length > 0;
    const hasObject = graph.below(governor, OBJECT).some((arc) => graph.isNoun(arc.dependent));
    if (!isCopula && hasObject) continue;
    const mark = graph.below(governor, /^case$/);
    if (!graph.isNoun(dependent)) {
      if (graph.isAdjective(governor)) yield [graph.lemma(dependent), graph.lemma(governor)];
    } else if (mark.length > 0) {
      yield [graph.lemma(dependent), graph.preposition(mark), graph.lemma(governor)];
    } else if (graph.lemma(governor) !== "be") {
      yield [graph.lemma(dependent), graph.lemma(governor)];
    }
  }
  for (const { governor, dependent } of graph.all(/^amod$/)) {
    yield [graph.lemma(governor), graph.lemma(dependent)];
  }
}

/** A noun and another, joined by a preposition. */
function* prepositions(graph: Graph): Generator<Tuple> {
  for (const { relation, governor, dependent } of graph.all(/^nmod:/)) {
    const [name] = prepositionOf(relation);
    if (!name || !graph.isNoun(governor)) continue;
    yield [graph.lemma(governor), name, graph.lemma(dependent)];
  }
}

/** An owner and what it has. */
function* possessions(graph: Graph): Generator<Tuple> {
  for (const { governor, dependent } of graph.all(/^nmod:poss$/)) {
    if (!graph.isNoun(governor) || !graph.isNoun(dependent)) continue;
    yield [graph.lemma(dependent), "have", graph.lemma(governor)];
  }
}

/** The agent of a passive. */
function* agents(graph: Graph): Generator<Tuple> {
  for (const { relation, governor, dependent } of graph.all(/^nmod:agent$/)) {
    for (const subject of graph.below(governor, /^nsubjpass$/)) {
      if (!graph.isNoun(dependent) || !graph.isNoun(subject.dependent)) continue;
      yield [
        graph.lemma(dependent),
        graph.predicate(governor, relation),
        graph.lemma(subject.dependent),
      ];
    }
  }
}

/** How many there are of a noun in the plural. */
function* numbers(graph: Graph): Generator<Tuple> {
  for (const [word, tag] of graph.sentence.tags.entries()) {
    if (!/^NNP?S$/.test(tag)) continue;
    const number = graph.below(word, /^nummod$/).find((arc) => arc.dependent < word) ??
      graph.below(word, /^det:qmod$/)[0];
    if (number) yield [graph.lemma(word), graph.lemma(number.dependent)];
  }
}
