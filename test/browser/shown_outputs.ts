/// <reference lib="dom" />
import type { Page } from "playwright-core";
import { codeCells, joined, type Notebook, type Output } from "../../lib/cli/reports/ipynb.ts";

/** A cell of code as a reader sees it. */
export interface SeenCell {
  /** `[3]:`, or `[*]:` while it waits or runs. */
  prompt: string;
  outputs: SeenOutput[];
}

/** An output as a reader sees it. */
export interface SeenOutput {
  /** Which of its forms is shown. */
  form: string;
  /** Its words, or the drawing's source; of a chart nothing. */
  content: string;
}

/** The form that JupyterLab draws as a chart. */
export const CHART = "application/vnd.vegalite.v5+json";
/** Forms in the order in which JupyterLab chooses among them. */
const FORMS = [CHART, "text/html", "text/markdown", "image/svg+xml", "text/plain"];

/** The cells of code that a page of JupyterLab shows. */
export async function shownCells(page: Page): Promise<SeenCell[]> {
  return await page.evaluate((chart) => {
    const text = (element: Element | null) =>
      (element?.textContent ?? "").trim().replaceAll(/\s+/g, " ");
    const seen = (output: HTMLElement): SeenOutput => {
      const form = output.matches(".jp-RenderedVegaLite")
        ? chart
        : output.dataset.mimeType ?? "none";
      if (form === chart) return { form, content: "" };
      if (form !== "image/svg+xml") return { form, content: text(output) };
      const [, source = ""] = output.querySelector("img")?.src.match(/^data:[^,]*,(.*)$/s) ?? [];
      return { form, content: decodeURIComponent(source) };
    };
    return [...document.querySelectorAll(".jp-CodeCell")].map((cell) => ({
      prompt: text(cell.querySelector(".jp-InputPrompt")),
      outputs: [...cell.querySelectorAll<HTMLElement>(".jp-OutputArea-output")].map(seen),
    }));
  }, CHART);
}

/** The cells of code of a notebook's file, as a page must show them. */
export async function savedCells(page: Page, notebook: Notebook): Promise<SeenCell[]> {
  const cells = codeCells(notebook).map(({ execution_count, outputs = [] }) => ({
    prompt: `[${execution_count ?? " "}]:`,
    outputs: outputs.map(richest),
  }));
  return await page.evaluate((cells) => {
    for (const output of cells.flatMap(({ outputs }) => outputs)) {
      if (output.form === "image/svg+xml") continue;
      const { body } = new DOMParser().parseFromString(
        output.form === "text/html" ? output.content : "",
        "text/html",
      );
      if (output.form !== "text/html") body.textContent = output.content;
      output.content = body.textContent!.trim().replaceAll(/\s+/g, " ");
    }
    return cells;
  }, cells);
}

function richest({ data = {}, text, output_type }: Output): SeenOutput {
  const form = FORMS.find((form) => form in data) ?? output_type;
  // Of prose with marks the plain form has the words.
  const source = form === "text/markdown" ? data["text/plain"] : data[form] ?? text;
  return { form, content: form === CHART ? "" : joined(source as string | string[]) };
}

/**
 * Finds charts, drawings and pictures that are not drawn, scrolling to each output: what is out of sight
 * need not be.
 */
export async function undrawn(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const faults: string[] = [];
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const blank = (canvas: HTMLCanvasElement) => {
      const { width, height } = canvas;
      if (width === 0 || height === 0) return true;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
      const pixels = new Uint32Array(data.buffer);
      return pixels.every((pixel) => pixel === pixels[0]);
    };
    for (const output of document.querySelectorAll<HTMLElement>(".jp-OutputArea-output")) {
      const prompt = output.closest(".jp-CodeCell")?.querySelector(".jp-InputPrompt")?.textContent;
      output.scrollIntoView({ block: "center" });
      await frame();
      if (output.matches(".jp-RenderedVegaLite") && output.querySelector("canvas") === null) {
        faults.push(`cell ${prompt} has no chart`);
      }
      if (output.dataset.mimeType === "image/svg+xml" && output.querySelector("img") === null) {
        faults.push(`cell ${prompt} has no drawing`);
      }
      for (const canvas of output.querySelectorAll("canvas")) {
        const { width, height } = canvas.getBoundingClientRect();
        if (width < 1 || height < 1 || blank(canvas)) {
          faults.push(`cell ${prompt} has an empty chart`);
        }
      }
      for (const image of output.querySelectorAll("img")) {
        const good = await image.decode().then(() => true, () => false);
        const { width, height } = image.getBoundingClientRect();
        if (!good || image.naturalWidth === 0 || width < 1 || height < 1) {
          faults.push(`cell ${prompt} has a broken picture: ${image.src.slice(0, 60)}`);
        }
      }
    }
    return faults;
  });
}
