/**
 * The architecture as lint rules: which part of `lib` may import which, and who may print.
 *
 * An import points to a lower layer or stays in its folder; type-only imports are free. The table is
 * the one of `lib/README.md`. Tests, notebooks and the tests' helpers may import everything.
 *
 * @module
 */
import { dirname, resolve } from "node:path";

const LAYERS: Record<string, number> = {
  ...{ io: 0, "types.ts": 0 },
  ...{ setup: 1 },
  ...{ statistics: 2, tensor: 2, text: 2 },
  ...{ image: 3, nn: 3, optim: 3, metrics: 3, projection: 3, figures: 3 },
  ...{ datasets: 4, encoders: 4, decoders: 4 },
  ...{ decoding: 5 },
  ...{ training: 6 },
  ...{ experiments: 7 },
  ...{ cli: 8, notebook: 8 },
};

/** What a part must not import although it is lower, with the reason. */
const FORBIDDEN: Record<string, { areas: readonly string[]; because: string }> = {
  metrics: { areas: ["tensor"], because: "it works on text and numbers" },
  statistics: { areas: ["tensor"], because: "it works on numbers" },
  figures: { areas: ["tensor"], because: "it works on plain data" },
  decoding: { areas: ["text"], because: "it works on token ids" },
  training: { areas: ["decoders", "encoders"], because: "it sees their interfaces only" },
};

/** Parts that may print. */
const VOICES = new Set(["cli", "notebook", "setup"]);

/** The part of `lib` that a path belongs to, or `undefined` outside `lib`. */
function areaOf(path: string): string | undefined {
  return path.replaceAll("\\", "/").match(/(?:^|\/)lib\/([^/]+)/)?.[1];
}

/** Why a file must not import a module, or `undefined` if it may. */
export function violation(filename: string, specifier: string): string | undefined {
  const from = areaOf(filename);
  if (from === undefined) return;
  if (/^(npm:)?@tensorflow\//.test(specifier)) {
    return from === "tensor" ? undefined : "Only tensor imports the tensor library: use ../tensor/";
  }
  if (specifier.startsWith("#lib/")) {
    return `Inside lib, import the file itself, current value is "${specifier}"`;
  }
  if (!specifier.startsWith(".")) {
    if (from !== "setup" || specifier.startsWith("node:")) return;
    return `setup imports only node: and io, current value is "${specifier}"`;
  }
  const to = areaOf(resolve(dirname(filename), specifier));
  if (to === undefined) return `lib imports nothing outside lib, current value is "${specifier}"`;
  return to === from ? undefined : direction(from, to);
}

function direction(from: string, to: string): string | undefined {
  for (const area of [from, to]) {
    if (LAYERS[area] === undefined) return `${area} has no layer: add it to the table`;
  }
  if (FORBIDDEN[from]?.areas.includes(to)) {
    return `${from} must not import ${to}: ${FORBIDDEN[from].because}`;
  }
  if (LAYERS[to] < LAYERS[from]) return;
  return `${from} (layer ${LAYERS[from]}) must not import ${to} (layer ${LAYERS[to]}): ` +
    "an import points to a lower layer";
}

type Declaration =
  | Deno.lint.ImportDeclaration
  | Deno.lint.ExportNamedDeclaration
  | Deno.lint.ExportAllDeclaration;

function isTypeOnly(node: Declaration): boolean {
  if ("importKind" in node && node.importKind === "type") return true;
  if ("exportKind" in node && node.exportKind === "type") return true;
  // Deno gives every node all getters: what a kind of node lacks is undefined.
  const specifiers = "specifiers" in node ? node.specifiers ?? [] : [];
  return specifiers.length > 0 &&
    specifiers.every((specifier) =>
      ("importKind" in specifier && specifier.importKind === "type") ||
      ("exportKind" in specifier && specifier.exportKind === "type")
    );
}

const layers: Deno.lint.Rule = {
  create(context) {
    const report = (node: Deno.lint.Node, source: unknown) => {
      if (typeof source !== "string") return;
      const message = violation(context.filename, source);
      if (message !== undefined) context.report({ node, message });
    };
    const declaration = (node: Declaration) => {
      if (!isTypeOnly(node)) report(node, node.source?.value);
    };
    return {
      ImportDeclaration: declaration,
      ExportNamedDeclaration: declaration,
      ExportAllDeclaration: declaration,
      ImportExpression: (node) =>
        report(node, node.source.type === "Literal" ? node.source.value : undefined),
    };
  },
};

const silence: Deno.lint.Rule = {
  create(context) {
    const area = areaOf(context.filename);
    if (area === undefined || VOICES.has(area)) return {};
    return {
      MemberExpression(node) {
        const text = context.sourceCode.getText(node);
        if (/^(console\.\w+|Deno\.(stdout|stderr))$/.test(text)) {
          context.report({ node, message: `${area} must not print: return what there is to say` });
        }
      },
    };
  },
};

const patience: Deno.lint.Rule = {
  create(context) {
    const area = areaOf(context.filename);
    if (area === undefined || area === "tensor") return {};
    return {
      MemberExpression(node) {
        if (node.property.type === "Identifier" && /^(data|array)Sync$/.test(node.property.name)) {
          const message =
            "Values leave tensors through await data(): other backends have no other way";
          context.report({ node, message });
        }
      },
    };
  },
};

const plugin: Deno.lint.Plugin = { name: "architecture", rules: { layers, silence, patience } };
export default plugin;
