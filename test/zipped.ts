import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";

/** Bytes that can be sent. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A zip archive of files by name; text becomes UTF-8, a name that ends with a slash is a folder. */
export async function zipped(
  files: Readonly<Record<string, Bytes | string>>,
  options: { zip64?: boolean; level?: number; password?: string } = {},
): Promise<Bytes> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, ...options });
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await writer.add(name, new Uint8ArrayReader(bytes), { directory: name.endsWith("/") });
  }
  return await writer.close() as Bytes;
}
