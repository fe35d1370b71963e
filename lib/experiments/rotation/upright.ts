import { createHash } from "node:crypto";
import type { RotationHead } from "../../encoders/rotation_head.ts";
import { UprightEncoder } from "../../encoders/upright_encoder.ts";
import type { FrozenEncoder } from "../encoders.ts";

/**
 * Makes an encoder turn each picture upright first: `mini-clip` becomes `mini-clip-upright`.
 *
 * Its checksum is made of the weights' and of the head, so that features, runs and captioners of one head
 * are never taken for those of another. Disposing of the new encoder disposes of the old.
 *
 * @param head Fitted to this encoder.
 * @throws {TypeError} If the head's numbers do not fit its width.
 * @throws {RangeError} If its prior is not one.
 */
export function upright(frozen: FrozenEncoder, head: RotationHead): FrozenEncoder {
  const hash = createHash("sha256").update(frozen.checksum).update(JSON.stringify(head.prior));
  hash.update(new Uint8Array(Float32Array.from(head.weight).buffer));
  const encoder = new UprightEncoder(frozen.encoder, head);
  return { ...frozen, encoder, checksum: hash.digest("hex"), head };
}
