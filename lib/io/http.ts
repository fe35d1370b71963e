import { setTimeout as sleep } from "node:timers/promises";

/** How patient transfers are. */
export interface HttpOptions {
  /** Seconds without a byte after which a connection counts as dead; default 30. */
  stallSeconds?: number;
  /** How often a failed request is made again; default 5. */
  retries?: number;
  /** Seconds before the first repetition; twice as long before each next one; default 1. */
  retrySeconds?: number;
  /** Stops at once. */
  signal?: AbortSignal;
}

/** A resource as its server describes it. */
export interface Resource {
  /** Where it was asked for; redirections are followed anew with each request. */
  readonly url: string;
  /** Bytes; `undefined` where the server does not say. */
  readonly size: number | undefined;
  /** Its version, an ETag or a date; `undefined` where the server does not say. */
  readonly version: string | undefined;
  /** Whether parts of it can be asked for. */
  readonly ranges: boolean;
  /** Whether a body that ends too early would be noticed. */
  readonly framed: boolean;
}

/** A failed transfer; `passing` if the same request may succeed a moment later. */
class TransferError extends Error {
  constructor(message: string, readonly passing: boolean, options?: ErrorOptions) {
    super(message, options);
  }
}

/**
 * Asks a server what a resource is: its size, its version, and whether it can be read by parts.
 *
 * @throws {TypeError} If the URL is not one of http or https.
 * @throws {Error} If the server does not have it, or cannot be reached; names URL and status.
 */
export async function inspectResource(url: string, options: HttpOptions = {}): Promise<Resource> {
  checkUrl(url);
  return await patiently(url, options, async (attempt) => {
    const response = await attempt.fetch({ range: "bytes=0-0" });
    await response.body?.cancel();
    const { status, headers } = response;
    const version = headers.get("etag") ?? headers.get("last-modified") ?? undefined;
    const range = headers.get("content-range");
    const size = status === 206
      ? wholeNumber(range?.match(/\/(\d+)$/)?.[1])
      // A resource of no bytes has no first byte.
      : status === 416 && range === "bytes */0"
      ? 0
      : status === 200
      ? wholeNumber(headers.get("content-length"))
      : undefined;
    if (status !== 206 && status !== 200 && size === undefined) throw refusal(url, status);
    // Parts of what has no end cannot be counted.
    const ranges = status !== 200 && size !== undefined;
    return { url, version, size, ranges, framed: size !== undefined || isFramed(response) };
  });
}

/**
 * Reads a part of a resource, or all of it, as a stream; where a connection breaks, goes on from there.
 *
 * @param options.from First byte.
 * @param options.to Byte after the last one; by default all of a resource that has no ranges is read.
 * @throws {Error} If the bytes are fewer than promised, if the resource has changed since it was inspected,
 * or if the server fails for good; names URL and bytes.
 */
export async function* readResource(
  resource: Resource,
  { from = 0, to = resource.size, ...options }: HttpOptions & { from?: number; to?: number } = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { url, ranges } = resource;
  let at = from, failures = 0;
  for (;;) {
    if (ranges && at === to) return;
    const attempt = new Attempt(url, options);
    try {
      const response = await attempt.fetch(ranges ? { range: `bytes=${at}-${to! - 1}` } : {});
      checkAnswer(response, { resource, at, to });
      for await (const piece of attempt.pieces(response)) {
        failures = 0;
        at += piece.length;
        if (to !== undefined && at > to) {
          throw new TransferError(
            `Cannot read "${shownUrl(url)}": it is longer than ${to} bytes`,
            false,
          );
        }
        yield piece;
      }
      if (to === undefined || at === to) return;
      throw new TransferError(
        `Cannot read "${shownUrl(url)}": it ended after ${at} bytes, ${to} were promised`,
        true,
      );
    } catch (error) {
      const reason = attempt.reason(error);
      // Without ranges there is no going on: the caller has begun with bytes that would come again.
      const final = !reason.passing || (!ranges && at > from);
      if (final || failures >= (options.retries ?? RETRIES)) throw reason;
      await pause(failures++, options);
    } finally {
      attempt.end();
    }
  }
}

/** The same path on another host: a copy that is nearer, or on loopback. */
export function onMirror(url: string, mirror?: string): string {
  return mirror === undefined ? url : mirror.replace(/\/+$/, "") + new URL(url).pathname;
}

/** A URL without what nobody else should see: name and password, and signatures in its query. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

const RETRIES = 5;

function checkUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol === "http:" || protocol === "https:") return;
  const shown = url.replace(/\/\/[^/]*@/, "//").replace(/[?#].*/s, "");
  throw new TypeError(
    `Cannot read "${shown}": it must be a URL of http or https, current protocol is ${
      protocol ?? "none"
    }`,
  );
}

function wholeNumber(text: string | null | undefined): number | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** A bare body ends with its connection, so that a broken one looks whole; TLS would tell. */
function isFramed({ url, headers }: Response): boolean {
  return url.startsWith("https:") || headers.has("transfer-encoding");
}

async function patiently<T>(
  url: string,
  options: HttpOptions,
  request: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  for (let failures = 0;; failures++) {
    const attempt = new Attempt(url, options);
    try {
      return await request(attempt);
    } catch (error) {
      const reason = attempt.reason(error);
      if (!reason.passing || failures >= (options.retries ?? RETRIES)) throw reason;
      await pause(failures, options);
    } finally {
      attempt.end();
    }
  }
}

async function pause(failures: number, { retrySeconds = 1, signal }: HttpOptions): Promise<void> {
  await sleep(1000 * retrySeconds * 2 ** failures, undefined, { signal }).catch(() => {});
  signal?.throwIfAborted();
}

/** One request, which ends when no byte comes for too long. */
class Attempt {
  readonly #url: string;
  readonly #seconds: number;
  readonly #stalled = new AbortController();
  readonly #caller?: AbortSignal;
  #timer?: ReturnType<typeof setTimeout>;

  constructor(url: string, { stallSeconds = 30, signal }: HttpOptions) {
    [this.#url, this.#seconds, this.#caller] = [url, stallSeconds, signal];
  }

  fetch(headers: Record<string, string>): Promise<Response> {
    this.#caller?.throwIfAborted();
    this.#wait();
    const signals = [this.#stalled.signal, ...this.#caller ? [this.#caller] : []];
    // Packed bytes would be counted wrongly.
    const packed = { "accept-encoding": "identity" };
    return fetch(this.#url, {
      headers: { ...packed, ...headers },
      signal: AbortSignal.any(signals),
    });
  }

  async *pieces({ body }: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for await (const piece of body ?? []) {
      clearTimeout(this.#timer); // the time that the caller takes is not the server's
      yield piece;
      this.#wait();
    }
  }

  /** What went wrong, in a user's words; what the caller's signal says is passed on. */
  reason(error: unknown): TransferError {
    this.#caller?.throwIfAborted();
    if (error instanceof TransferError) return error;
    const shown = shownUrl(this.#url);
    if (this.#stalled.signal.aborted) {
      const message = `Cannot read "${shown}": no byte came for ${this.#seconds} s`;
      return new TransferError(message, true, { cause: error });
    }
    const { message } = error as Error;
    const loops = /redirect/i.test(message);
    const said = loops ? "it is redirected in a circle, or to no place" : "the connection failed";
    return new TransferError(`Cannot read "${shown}": ${said}`, !loops, { cause: error });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#stalled.abort();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#stalled.abort(), 1000 * this.#seconds);
  }
}

function checkAnswer(
  { status, headers }: Response,
  { resource: { url, version, ranges, size }, at, to }: {
    resource: Resource;
    at: number;
    to: number | undefined;
  },
): void {
  const now = headers.get("etag") ?? headers.get("last-modified") ?? undefined;
  if (status === 200 || status === 206) {
    if (now !== version) {
      throw new TransferError(
        `Cannot read "${shownUrl(url)}": it has changed while it was read`,
        false,
      );
    }
    const range = headers.get("content-range");
    if (ranges ? range === `bytes ${at}-${to! - 1}/${size}` : status === 200) return;
  } else if (status !== 416) throw refusal(url, status);
  throw new TransferError(
    `Cannot read "${shownUrl(url)}": bytes ${at} to ${to} of ${size} were asked for, the server ` +
      `answered ${status}, "${headers.get("content-range") ?? "no range"}"`,
    false,
  );
}

function refusal(url: string, status: number): TransferError {
  const passing = status === 429 || status >= 500;
  return new TransferError(
    `Cannot read "${shownUrl(url)}": the server answered ${status}`,
    passing,
  );
}
