/** Which tags, by number, are finite verbs and which participles: 1 or 0. */
export interface TagKinds {
  finite: Uint8Array;
  participles: Uint8Array;
}

/** Looks the kinds of tags up by their names. */
export function tagKinds(tags: readonly string[]): TagKinds {
  return {
    finite: Uint8Array.from(tags, (name) => Number(/^(VBZ|VBP|VBD|MD)$/.test(name))),
    participles: Uint8Array.from(tags, (name) => Number(/^VB[GN]$/.test(name))),
  };
}
