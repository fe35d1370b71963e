import { type Concept, conceptOf, isEqual, merged, similarity } from "./concept.ts";
import { ConceptIndex } from "./concept_index.ts";
import type { CaptionTuples, Tuple } from "./tuple.ts";
import { WordNet } from "../wordnet/wordnet.ts";

interface Node {
  /** Its place among the nodes. */
  place: number;
  concept: Concept;
  attributes: Concept[];
  /** Those that it is the subject of. */
  relations: Relation[];
}

interface Relation {
  subject: Node;
  concept: Concept;
  object: Node;
}

/** One statement of a scene graph: 1 to 3 concepts, as in a {@linkcode Tuple}. */
export type Statement = readonly Concept[];

/**
 * The objects of one or several captions with their attributes and relations; synonyms are merged.
 *
 * A new object joins the one it is most like (the earlier of two as like), a new attribute or relation
 * the first one that shares a name or synonym set. The order of tuples therefore matters.
 *
 * Anderson et al., 2016, section 3.1 (https://arxiv.org/abs/1607.08822).
 */
export class SceneGraph {
  #wordNet: WordNet;
  #nodes: Node[] = [];
  #index = new ConceptIndex<Node>();
  #relations: Relation[] = [];

  /** An empty graph. */
  constructor(wordNet: WordNet = WordNet.shared) {
    this.#wordNet = wordNet;
  }

  /** Adds what a tuple says, and the objects it names. */
  add(tuple: Tuple): void {
    const subject = this.#node(tuple[0]);
    if (tuple.length === 2) this.#addAttribute(subject, this.#concept(tuple[1]));
    if (tuple.length === 3) this.#addRelation(subject, tuple[1], this.#node(tuple[2]));
  }

  /** Objects, then attributes, then relations. */
  statements(): Statement[] {
    return [
      ...this.#nodes.map(({ concept }) => [concept]),
      ...this.#nodes.flatMap(({ concept, attributes }) =>
        attributes.map((each) => [concept, each])
      ),
      ...this.#relations.map((each) => [each.subject.concept, each.concept, each.object.concept]),
    ];
  }

  #concept(name: string): Concept {
    return conceptOf(name, this.#wordNet);
  }

  #node(name: string): Node {
    const concept = this.#concept(name);
    const near = [...this.#index.near(concept)].sort((a, b) => a.place - b.place);
    let best: Node | undefined, most = 0;
    for (const node of near) {
      if (isEqual(node.concept, concept)) return node;
      const value = similarity(node.concept, concept);
      if (value > most) [best, most] = [node, value];
    }
    if (best) best.concept = merged(best.concept, concept);
    else {
      best = { place: this.#nodes.length, concept, attributes: [], relations: [] };
      this.#nodes.push(best);
    }
    this.#index.add(concept, best);
    return best;
  }

  #addAttribute(node: Node, attribute: Concept): void {
    const { attributes } = node;
    if (attributes.some((each) => isEqual(each, attribute))) return;
    const like = attributes.findIndex((each) => similarity(each, attribute) > 0);
    if (like < 0) attributes.push(attribute);
    else attributes[like] = merged(attributes[like], attribute);
  }

  #addRelation(subject: Node, predicate: string, object: Node): void {
    const concept = this.#concept(predicate.replace(/^be /, ""));
    const between = subject.relations.filter((each) => each.object === object);
    if (between.some((each) => isEqual(each.concept, concept))) return;
    const like = between.find((each) => similarity(each.concept, concept) > 0);
    if (like) like.concept = merged(like.concept, concept);
    else {
      const relation = { subject, concept, object };
      subject.relations.push(relation);
      this.#relations.push(relation);
    }
  }
}

/** The statements of one graph of several captions. */
export function statementsOf(captions: readonly CaptionTuples[]): Statement[] {
  const graph = new SceneGraph();
  for (const tuple of captions.flat()) graph.add(tuple);
  return graph.statements();
}
