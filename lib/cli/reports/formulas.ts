import temml from "temml";

/** Tags, comments and texts of a page, in order; together they are the page. */
const PIECES = /<!--[\s\S]*?-->|<\/?([a-zA-Z][\w-]*)(?:"[^"]*"|'[^']*'|[^>"'])*>|[^<]+|</g;
/**
 * `$$…$$`, or `$…$` that neither opens before a space nor closes after one or before a digit, with the
 * brackets and punctuation that touch it.
 */
const FORMULAS =
  /\$\$([\s\S]+?)\$\$|([([]*)\$(?!\s)((?:\\.|[^$\\])+?)(?<!\s)\$(?!\d)([-.,;:!?)\]]*)/g;
/** Within these, a dollar sign is a dollar sign. */
const VERBATIM = new Set(["pre", "code", "script", "style", "svg", "math", "textarea"]);
/** The part of a page that was written as prose. */
const PROSE = 'data-mime-type="text/markdown"';

/**
 * Turns the formulas in a page's prose into MathML, which browsers show without a script.
 *
 * Only prose cells are looked at, and in them no code: amounts of money in tables and outputs stay.
 *
 * @param page A page made by nbconvert, formulas still as `$…$` and `$$…$$`.
 * @throws {SyntaxError} If a formula is not valid TeX.
 */
export function renderFormulas(page: string): string {
  let verbatim = 0;
  let prose = 0; // how many <div> are open since the one that starts a piece of prose
  return page.replaceAll(PIECES, (piece, tag?: string) => {
    if (piece.startsWith("<") && piece !== "<") {
      const step = piece.startsWith("</") ? -1 : 1;
      const name = tag?.toLowerCase() ?? "";
      if (VERBATIM.has(name)) verbatim += step;
      if (name === "div" && (prose > 0 || piece.includes(PROSE))) prose += step;
      return piece;
    }
    if (prose === 0 || verbatim > 0) return piece;
    return piece.replaceAll(FORMULAS, (_, display, before, inline, after) => {
      if (display !== undefined) return renderFormula(unescapeHtml(display), true);
      const formula = renderFormula(unescapeHtml(inline), false);
      // Browsers would break the line between a formula and its comma.
      const touched = before !== "" || after !== "";
      return touched ? `<span class="unbroken">${before}${formula}${after}</span>` : formula;
    });
  });
}

function renderFormula(tex: string, displayMode: boolean): string {
  try {
    return temml.renderToString(tex.trim(), { displayMode, throwOnError: true });
  } catch (error) {
    throw new SyntaxError(`Cannot render the formula "${tex.trim()}": ${(error as Error).message}`);
  }
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function unescapeHtml(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name]);
}
