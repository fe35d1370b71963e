import type { Sentence } from "../tuples/sentence.ts";
import type { WordNet } from "../../wordnet/wordnet.ts";
import { relate } from "./relate.ts";
import { lemmaOf } from "./lemma_of.ts";
import type { ParserModel } from "./model.ts";
import type { Tagged } from "./partial_parse.ts";
import { attach } from "./shift_reduce.ts";
import { type TagKinds, tagKinds } from "./tag_kinds.ts";
import { tag } from "./tagger.ts";
import { type WordShape, WordShapes } from "./word_shapes.ts";

/** Partial parses that are kept at each step; more of them parse no better. */
const BEAM = 4;

/** A parser of single sentences. */
export class SentenceParser {
  #model: ParserModel;
  #wordNet: WordNet;
  #shapes: WordShapes;
  #kinds: TagKinds;

  /** Takes what was learned, and the dictionary. */
  constructor(model: ParserModel, wordNet: WordNet) {
    this.#model = model;
    this.#wordNet = wordNet;
    this.#shapes = new WordShapes(wordNet);
    this.#kinds = tagKinds(model.tags);
  }

  /** Gives the words tags, dictionary forms, heads and relations. */
  parse(words: readonly string[]): Sentence {
    const model = this.#model;
    const shapes = words.map((word) => this.#shapes.of(word));
    const numbers = tag(shapes, model, this.#kinds);
    const tagged = taggedOf(shapes, numbers, this.#kinds);
    const heads = attach(tagged, model.attach, BEAM);
    const relations = relate(tagged, heads, model.relate);
    const tags = Array.from(numbers, (number) => model.tags[number]);
    return {
      words,
      tags,
      lemmas: words.map((word, i) => lemmaOf(word, tags[i], this.#wordNet)),
      arcs: words.map((_, dependent) => ({
        relation: model.relations[relations[dependent]],
        governor: heads[dependent],
        dependent,
      })),
    };
  }
}

/** What the parser sees of a tagged sentence. */
export function taggedOf(shapes: readonly WordShape[], tags: Uint8Array, kinds: TagKinds): Tagged {
  const finite = new Uint8Array(tags.length);
  for (let i = tags.length - 1; i >= 0; i--) {
    finite[i] = kinds.finite[tags[i]] | (i + 1 < tags.length ? finite[i + 1] : 0);
  }
  return { words: Int32Array.from(shapes, ({ word }) => word), tags, finite };
}
