import { type ChipRow, chips } from "../../figures/chips.ts";
import type { Page } from "../../figures/figure.ts";
import { decimals } from "../../figures/numbers.ts";
import { ptbTokenize } from "../../metrics/ptb_tokenize.ts";
import { spiceDetail, type StatedBy } from "../../metrics/spice/spice_detail.ts";

/** What a statement of so many parts is about. */
const SORTS = ["objects", "attributes", "relations"] as const;

/**
 * Shows what SPICE-ts takes a caption and its references to state, and which statements match.
 *
 * @param caption As plain text.
 * @param references As plain text.
 */
export async function spiceByHand(caption: string, references: readonly string[]): Promise<Page> {
  const [tokens, ...others] = ptbTokenize([caption, ...references]).lines;
  const { said, written, score, name } = await spiceDetail(tokens, others);
  const matched = said.filter((each) => each.matched).length;
  return chips([
    ...rowsOf("the caption", said),
    ...rowsOf("people", written).map((row): ChipRow => ({ ...row, nothing: "absent" })),
    {
      label: "together",
      chips: [],
      result: `precision ${matched} of ${said.length}, recall ${matched} of ${written.length}, ` +
        `${name} ${decimals(score, 3)}`,
    },
  ], { caption: `“${caption}”: what it states, and what people state` });
}

function rowsOf(who: string, statements: readonly StatedBy[]): ChipRow[] {
  return SORTS.map((sort, i) => ({
    label: `${who}, ${sort}`,
    chips: statements.filter(({ statement }) => statement.length === i + 1)
      .map(({ statement, matched }) => ({
        text: statement.join(" · "),
        share: matched ? 1 : 0,
      })),
  })).filter((row) => row.chips.length > 0);
}
