/**
 * Reading and writing: every output is complete or absent, every wrong input is named.
 *
 * @module
 */
export { type ByteSource, openFileSource, openUrlSource } from "./byte_source.ts";
export { checksum } from "./checksum.ts";
export { download, type Downloaded, type DownloadOptions, type RemoteFile } from "./download.ts";
export type { HttpOptions } from "./http.ts";
export { Field, parseJson, readJson } from "./json.ts";
export { machine, revision } from "./machine.ts";
export type { Machine } from "./machine.ts";
export { writeFileAtomic, writeJson } from "./write.ts";
export { openZip, type Zip, type ZipFile } from "./zip.ts";
