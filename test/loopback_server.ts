/** How a server treats a request: what is asked for, and what it would answer. */
export type Behaviour = (request: Request, answer: Response) => Response | Promise<Response>;

/** A server on loopback. */
export interface LoopbackServer {
  /** `http://127.0.0.1:…` without a final slash. */
  url: string;
  /** Each request: method, path and range. */
  requests: { path: string; range: string | null }[];
  /** Bytes of bodies that were promised in answers. */
  promised: number;
}

/** Options of {@linkcode serving}. */
export interface ServingOptions {
  /** Content by path, "/a.zip" for instance. */
  files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Changes answers: a server that misbehaves. */
  behave?: Behaviour;
  /** The version that it says a file has; default: a fixed one. */
  etag?: () => string;
  /** Whether it answers range requests; default true. */
  ranges?: boolean;
}

/** Runs a function with a server on loopback that answers range requests as a good one does. */
export async function serving(
  { files, behave = (_, answer) => answer, etag = () => '"1"', ranges = true }: ServingOptions,
  run: (server: LoopbackServer) => Promise<void>,
): Promise<void> {
  const server: LoopbackServer = { url: "", requests: [], promised: 0 };
  const running = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url), range = request.headers.get("range");
    server.requests.push({ path: pathname, range });
    const answer = await behave(
      request,
      answerTo(files[pathname], { range, etag: etag(), ranges }),
    );
    server.promised += Number(answer.headers.get("content-length") ?? 0);
    return answer;
  });
  server.url = `http://127.0.0.1:${running.addr.port}`;
  try {
    await run(server);
  } finally {
    await running.shutdown();
  }
}

function answerTo(
  file: Uint8Array<ArrayBuffer> | undefined,
  { range, etag, ranges }: { range: string | null; etag: string; ranges: boolean },
): Response {
  if (file === undefined) return new Response("not here", { status: 404 });
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  const headers = { etag, "accept-ranges": ranges ? "bytes" : "none" };
  if (!ranges || from === undefined) {
    return new Response(file, { headers: { ...headers, "content-length": `${file.length}` } });
  }
  if (Number(from) >= file.length) {
    return new Response(null, {
      status: 416,
      headers: { "content-range": `bytes */${file.length}` },
    });
  }
  const body = file.slice(Number(from), Number(to) + 1);
  return new Response(body, {
    status: 206,
    headers: {
      ...headers,
      "content-length": `${body.length}`,
      "content-range": `bytes ${from}-${Number(from) + body.length - 1}/${file.length}`,
    },
  });
}

/** An answer whose body breaks off after some bytes: the connection is closed. */
export async function brokenAfter(answer: Response, bytes: number): Promise<Response> {
  const body = new Uint8Array(await answer.arrayBuffer());
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      controller.enqueue(body.subarray(0, bytes));
      setTimeout(() => controller.error(new Error("broken on purpose")), 5);
    },
  });
  return new Response(stream, answer);
}

/** An answer that gives some bytes, and then none. */
export async function stalledAfter(answer: Response, bytes: number): Promise<Response> {
  const body = new Uint8Array(await answer.arrayBuffer());
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(body.subarray(0, bytes)),
  });
  return new Response(stream, answer);
}
