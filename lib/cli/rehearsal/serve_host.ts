import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import sirv from "sirv";

/** A server on loopback. */
export interface Host {
  /** `http://127.0.0.1:…` without a final slash. */
  url: string;
  /** Stops it. */
  close(): Promise<void>;
}

/** Serves a folder on loopback, with range requests and ETags; what is not there is 404. */
export async function serveHost(folder: string): Promise<Host> {
  const files = sirv(folder, { etag: true });
  const server = createServer((request, response) =>
    files(request, response, () => {
      response.statusCode = 404;
      response.end();
    })
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
