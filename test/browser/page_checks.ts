/// <reference lib="dom" />
/**
 * What a reader may expect of a page, as functions that look for faults: each gives a line for every
 * fault, which names the element, and an empty list for a good page.
 *
 * @module
 */
import type { OpenPage } from "./open_page.ts";

/** A search for faults. */
export type Check = (open: OpenPage) => Promise<string[]> | string[];

/** Words for an element, such as `img "A bar chart" in cell-12`. */
type Name = (element: Element) => string;

/**
 * Runs a function in the page with a `Name`; what it uses must stand inside of it.
 */
async function inPage<A>(
  { page }: OpenPage,
  look: (name: Name, argument: A) => string[] | Promise<string[]>,
  argument?: A,
): Promise<string[]> {
  return await page.evaluate(`(${look})(${nameOf}, ${JSON.stringify(argument)})`);
}

function nameOf(element: Element): string {
  const { id } = element.closest('[id^="cell-id="]') ?? { id: "" };
  const text = element.getAttribute("alt") ?? element.getAttribute("src") ?? element.textContent;
  const words = (text ?? "").trim().replace(/\s+/g, " ").slice(0, 60);
  const cell = id === "" ? "" : ` in ${id.slice("cell-id=".length)}`;
  return `${element.localName}${words === "" ? "" : ` "${words}"`}${cell}`;
}

/** Errors of the console and of scripts. */
export const errors: Check = ({ errors }) => [...errors];

/** What was asked for outside of the file, and what would be asked for under other circumstances. */
export const outsideRequests: Check = async (open) => [
  ...open.requests.map((request) => `asks for ${request}`),
  ...await inPage(open, (name) => {
    const outside = (address: string) => !/^\s*($|#|data:|blob:)/i.test(address);
    const faults: string[] = [];
    const attributes = ["src", "srcset", "poster", "data", "background"];
    for (const element of document.querySelectorAll("body *, head :not(meta)")) {
      const loads = attributes.map((attribute) => element.getAttribute(attribute));
      if (/^(link|image|use)$/.test(element.localName)) {
        loads.push(element.getAttribute("href"), element.getAttribute("xlink:href"));
      }
      for (const address of loads) {
        if (address !== null && outside(address)) {
          faults.push(`${name(element)} names ${address.slice(0, 80)}`);
        }
      }
    }
    for (const { textContent: css } of document.querySelectorAll("style")) {
      for (const [, address] of (css ?? "").matchAll(/(?:url\(|@import)\s*["']?([^"')]*)/g)) {
        if (outside(address)) faults.push(`style names ${address.slice(0, 80)}`);
      }
    }
    return faults;
  }),
];

/** Pictures that are not there, also within drawings. */
export const brokenPictures: Check = (open) =>
  inPage(open, async (name) => {
    const faults: string[] = [];
    const inside = async (drawing: ParentNode, owner: Element) => {
      for (const element of drawing.querySelectorAll("image")) {
        const picture = new Image();
        picture.src = element.getAttribute("href") ?? element.getAttribute("xlink:href") ?? "";
        const good = picture.src.startsWith("data:") &&
          await picture.decode().then(() => true, () => false);
        if (!good) faults.push(`${name(owner)} has a broken picture inside`);
      }
    };
    for (const image of document.images) {
      if (!image.complete || image.naturalWidth === 0) faults.push(`${name(image)} is broken`);
      const [, code] = image.src.match(/^data:image\/svg\+xml;base64,(.*)$/) ?? [];
      if (code === undefined) continue;
      const text = new TextDecoder().decode(Uint8Array.from(atob(code), (c) => c.charCodeAt(0)));
      await inside(new DOMParser().parseFromString(text, "image/svg+xml"), image);
    }
    for (const drawing of document.querySelectorAll("svg")) await inside(drawing, drawing);
    return faults;
  });

/** Pictures and drawings that cannot be seen, or that say nothing to somebody who does not see. */
export const silentPictures: Check = (open) =>
  inPage(open, (name) => {
    const faults: string[] = [];
    for (const element of document.querySelectorAll("img, svg:not(svg svg)")) {
      if (element.closest('[aria-hidden="true"]')) continue;
      const { width, height } = element.getBoundingClientRect();
      const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (!shown || width < 1 || height < 1) {
        faults.push(`${name(element)} cannot be seen (${width} × ${height} pixels)`);
      }
      const words = element.getAttribute("alt") ?? element.getAttribute("aria-label") ??
        element.querySelector("title")?.textContent ?? "";
      if (words.trim() === "") faults.push(`${name(element)} has no words for who cannot see it`);
    }
    return faults;
  });

/** Formulas that are not shown as such: without a box, in error, or still as TeX. */
export const rawFormulas: Check = (open) =>
  inPage(open, (name) => {
    const faults: string[] = [];
    for (const element of document.querySelectorAll("math")) {
      const { width, height } = element.getBoundingClientRect();
      const math = getComputedStyle(element).display.includes("math");
      if (!math || !element.checkVisibility() || width < 1 || height < 1) {
        faults.push(`${name(element)} is not shown as a formula`);
      }
    }
    for (const element of document.querySelectorAll("merror, .temml-error")) {
      faults.push(`${name(element)} is an error`);
    }
    const verbatim = "pre, code, script, style, svg, math, textarea, noscript, title";
    const blocks = "p, li, td, th, h1, h2, h3, h4, h5, h6, dt, dd, figcaption, caption, div, body";
    const texts = new Map<Element, string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement!, block = parent.closest(blocks);
      if (block === null || parent.closest(verbatim)) continue;
      texts.set(block, (texts.get(block) ?? "") + walker.currentNode.textContent);
    }
    // Amounts of money are no formulas: a dollar sign after a space or before a digit closes none.
    const tex = /\$\$|\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d)|\\(?:[a-zA-Z]{2,}|[()[\]])/;
    for (const [block, text] of texts) {
      const [found] = text.match(tex) ?? [];
      if (found !== undefined) faults.push(`${name(block)} has TeX left: ${found.slice(0, 60)}`);
    }
    return faults;
  });

/** What makes the page wider than its window, and what is cut off; wide things may scroll inside. */
export const sideways: Check = (open) =>
  inPage(open, (name, width) => {
    const faults: string[] = [];
    const overflow = (element: Element) => getComputedStyle(element).overflowX;
    const wide = document.scrollingElement!.scrollWidth;
    if (wide > width) faults.push(`the page is ${wide} pixels wide in a window of ${width}`);
    for (const element of document.querySelectorAll("body, body *")) {
      if (/hidden|clip/.test(overflow(element)) && element.scrollWidth > element.clientWidth + 1) {
        faults.push(`${name(element)} is cut off`);
      }
    }
    if (wide <= width) return faults;
    const range = document.createRange();
    const sticksOut = (element: Element) => {
      range.selectNodeContents(element);
      const boxes = [element.getBoundingClientRect(), range.getBoundingClientRect()];
      return boxes.some(({ right }) => right > width + 1);
    };
    const scrolls = (element: Element | null): boolean =>
      element !== null && element !== document.body &&
      (/auto|scroll/.test(overflow(element)) || scrolls(element.parentElement));
    for (const element of document.querySelectorAll("body *")) {
      if (!sticksOut(element) || scrolls(element)) continue;
      if (![...element.children].some(sticksOut)) faults.push(`${name(element)} sticks out`);
    }
    return faults;
  }, open.width);

/** Sizes in CSS pixels below which letters are too small. */
const LEAST = { prose: 14, other: 11, drawn: 7 };

/** Letters that are too small to read, in the text and in drawings that were scaled down. */
export const smallPrint: Check = (open) =>
  inPage(open, (name, least) => {
    const faults: string[] = [];
    const small = (element: Element, size: number, limit: number) => {
      // A limit is met by what a browser rounds to it.
      if (size >= limit - 0.01) return;
      faults.push(`${name(element)} has letters of ${size.toFixed(1)} pixels, not ${limit}`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const seen = new Set<Element>();
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement!;
      if (walker.currentNode.textContent!.trim() === "" || seen.has(element)) continue;
      seen.add(element);
      if (!element.checkVisibility() || element.closest("svg, math, sub, sup")) continue;
      const prose = element.closest("p, li, dd, h1, h2, h3, h4") && !element.closest("code, pre");
      const size = Number.parseFloat(getComputedStyle(element).fontSize);
      small(element, size, prose ? least.prose : least.other);
    }
    for (const image of document.images) {
      const [, code] = image.src.match(/^data:image\/svg\+xml;base64,(.*)$/) ?? [];
      if (code === undefined || image.naturalWidth === 0) continue;
      const sizes = [...atob(code).matchAll(/\bfont-size(?:="|:\s*)([\d.]+)/g)]
        .map(([, size]) => Number(size));
      const scale = image.getBoundingClientRect().width / image.naturalWidth;
      if (atob(code).includes("<text")) small(image, Math.min(...sizes) * scale, least.drawn);
    }
    return faults;
  }, LEAST);

/** All checks by what they stand for. */
export const CHECKS: Readonly<Record<string, Check>> = {
  "causes no error": errors,
  "asks for nothing outside of its file": outsideRequests,
  "has no broken picture": brokenPictures,
  "shows its pictures, and has words for each": silentPictures,
  "shows its formulas": rawFormulas,
  "is no wider than its window": sideways,
  "has letters large enough to read": smallPrint,
};
