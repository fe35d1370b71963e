/** A constituent of a bracketed tree; a leaf has a word and no children. */
export interface Tree {
  label: string;
  word?: string;
  children: Tree[];
}

/** Reads a bracketed tree, `(NP (DT a) (NN dog))` for instance. */
export function readTree(text: string): Tree {
  const root: Tree = { label: "", children: [] };
  const open = [root];
  for (const [piece] of text.matchAll(/\([^\s()]*|\)|[^\s()]+/g)) {
    if (piece === ")") open.pop();
    else if (piece.startsWith("(")) {
      const tree: Tree = { label: piece.slice(1), children: [] };
      open.at(-1)!.children.push(tree);
      open.push(tree);
    } else open.at(-1)!.word = piece;
  }
  return root.children[0];
}

/** All constituents, parents before children. */
export function subtrees(tree: Tree): Tree[] {
  return [tree, ...tree.children.flatMap(subtrees)];
}

/** The words of a constituent. */
export function wordsOf(tree: Tree): string[] {
  return tree.word === undefined ? tree.children.flatMap(wordsOf) : [tree.word];
}
