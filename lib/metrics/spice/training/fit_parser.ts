import type { ParserModel } from "../parser/model.ts";
import { taggedOf } from "../parser/parse_sentence.ts";
import { tagKinds } from "../parser/tag_kinds.ts";
import { WordShapes } from "../parser/word_shapes.ts";
import { WordNet } from "../../wordnet/wordnet.ts";
import { type Example, LONGEST_EXAMPLE } from "./example.ts";
import { fitAttach } from "./fit_attach.ts";
import { fitRelate } from "./fit_relate.ts";
import { fitTagger } from "./fit_tagger.ts";

/**
 * Learns a parser from the official one's parses; the same sentences give the same model.
 *
 * @param report Gets a line for each part.
 */
export function fitParser(
  sentences: readonly Example[],
  { source, report = () => {} }: { source: string; report?: (line: string) => void },
): ParserModel {
  const examples = sentences.filter(({ words }) =>
    words.length > 0 && words.length <= LONGEST_EXAMPLE
  );
  const tags = namesIn(examples.flatMap((example) => example.tags));
  const relations = namesIn(examples.flatMap((example) => example.relations));
  const kinds = tagKinds(tags), known = new WordShapes(WordNet.shared);
  const shapes = examples.map(({ words }) => words.map((word) => known.of(word)));
  const right = examples.map((example) => numbersOf(example.tags, tags));

  const tagger = fitTagger(
    examples.map((_, i) => ({ shapes: shapes[i], tags: right[i] })),
    kinds,
  );
  report(`tagger: ${share(tagger.tags, right)} of unseen tags right`);
  const tagged = tagger.tags.map((given, i) => taggedOf(shapes[i], given, kinds));
  const attach = fitAttach(
    examples.map(({ heads }, i) => ({ tagged: tagged[i], heads })),
  );
  report("attachments: done");
  const relate = fitRelate(
    examples.map((example, i) => ({
      tagged: tagged[i],
      heads: example.heads,
      relations: numbersOf(example.relations, relations),
    })),
    relations.length,
  );
  return { tags, relations, source, first: tagger.first, second: tagger.second, attach, relate };
}

function namesIn(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function numbersOf(names: readonly string[], all: readonly string[]): Uint8Array {
  return Uint8Array.from(names, (name) => all.indexOf(name));
}

function share(given: readonly Uint8Array[], right: readonly Uint8Array[]): string {
  let equal = 0, all = 0;
  given.forEach((tags, i) => {
    all += tags.length;
    tags.forEach((tag, k) => equal += Number(tag === right[i][k]));
  });
  return `${(100 * equal / all).toFixed(2)} %`;
}
