import assert from "node:assert/strict";
import { textForm } from "#lib/experiments";

const facts = { imageId: 7, id: 31, textDetected: false };
const printed = (caption: string) => textForm({ caption, ...facts });

Deno.test("textForm() quotes as Python does", () => {
  const rest =
    ", 'image_id': 7, 'id': 31, 'is_precanned': False, 'is_rejected': False, 'text_detected': False}";
  assert.equal(printed("A can."), `{'caption': 'A can.'${rest}`);
  assert.equal(printed("A dog's can."), `{'caption': "A dog's can."${rest}`);
  assert.equal(printed('It says "soup".'), `{'caption': 'It says "soup".'${rest}`);
  assert.equal(printed(`A dog's "can".`), `{'caption': 'A dog\\'s "can".'${rest}`);
  assert.equal(printed("a\\b\nc"), `{'caption': 'a\\\\b\\nc'${rest}`);
});
