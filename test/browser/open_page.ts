/// <reference lib="dom" />
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";

/** A file in a browser, and what the browser has said and asked for since. */
export interface OpenPage {
  page: Page;
  /** Width of the window in CSS pixels. */
  width: number;
  /** Errors of the console and of scripts. */
  errors: readonly string[];
  /** Addresses that were asked for, but for the file itself and what lies inside it. */
  requests: readonly string[];
}

/** Windows narrower than this are phones: a viewport that the page must ask for, and touch. */
const PHONE = 600;
/** Addresses of things that a page carries in itself. */
const INSIDE = /^(data|blob):/;

/** Opens an empty window without a network, for one file after the other; `await using` closes it. */
export async function openWindow(browser: Browser, width: number): Promise<Page> {
  const phone = width < PHONE;
  return await browser.newPage({
    viewport: { width, height: 900 },
    isMobile: phone,
    hasTouch: phone,
    offline: true,
  });
}

/**
 * Opens a file and shows all that is in it: what is collapsed or loads late is there when the call
 * returns.
 */
export async function openPage(page: Page, path: string): Promise<OpenPage> {
  const address = pathToFileURL(path).href;
  const errors: string[] = [], requests: string[] = [];
  page.removeAllListeners();
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => errors.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (url !== address && !INSIDE.test(url)) requests.push(`${request.resourceType()} ${url}`);
  });
  page.on("websocket", (socket) => requests.push(`websocket ${socket.url()}`));
  await page.goto(address);
  await page.evaluate(showAll);
  return { page, width: page.viewportSize()!.width, errors, requests };
}

/** Opens and loads what waits for a reader; runs in the page. */
async function showAll(): Promise<void> {
  for (const part of document.querySelectorAll("details")) part.open = true;
  for (const element of document.querySelectorAll("img, iframe")) {
    element.setAttribute("loading", "eager");
  }
  // A broken picture is for a check to find.
  await Promise.allSettled([...document.images].map((image) => image.decode()));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
