import assert from "node:assert/strict";
import { detokenize, tokenize } from "#lib/text";

Deno.test("detokenize() joins short forms to the word before them", () => {
  assert.equal(detokenize(["a", "person", "'s", "hand"]), "a person's hand");
  assert.equal(detokenize(["it", "is", "n't"]), "it isn't");
  assert.equal(detokenize(["they", "'ll", "say", "we", "'re", "late"]), "they'll say we're late");
});

Deno.test("detokenize() leaves other tokens apart, and a first one as it is", () => {
  assert.equal(detokenize(["a", "t-shirt", "$", "20"]), "a t-shirt $ 20");
  assert.equal(detokenize(["'s", "up"]), "'s up");
  assert.equal(detokenize([]), "");
});

Deno.test("tokenize() undoes detokenize()", () => {
  const captions = [
    "A person's hand isn't holding the dogs' bowl.",
    "Can't read it, it's too dark; they'd say: we've seen $5 & 3.5 kg",
    "cannot tell, gonna ask someone's friend",
  ];
  for (const caption of captions) {
    const tokens = tokenize(caption);
    assert.deepEqual(tokenize(detokenize(tokens)), tokens);
  }
});
