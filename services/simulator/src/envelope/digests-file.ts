import type { SegmentDigests } from "@gir/cms"
import { GirError } from "@gir/errors"
import { resolve } from "node:path"
import { Readable } from "node:stream"
import { readSmallFile } from "./input-file.ts"
import { openOutput, type OutputStream } from "./output-file.ts"

const SCHEMA = "gir.digests/1"
/** A recording of 60 GiB has 61,440 digests of 67 characters each. */
const MAX_FILE_BYTES = 16 * 1024 * 1024
const SHA256 = /^[0-9a-f]{64}$/

/** Where the digests of an output go. */
export interface DigestsOutput {
  write(segments: SegmentDigests, signal: AbortSignal): Promise<void>
}

interface DigestsOptions {
  readonly digests?: string
  readonly out: string
  readonly force: boolean
  readonly output: OutputStream
}

/**
 * Makes sure, before the work, that its digests will have a place.
 *
 * @throws ERR_CLI_USAGE, ERR_CLI_FILE_EXISTS
 * @returns `null` when none are asked for.
 */
export async function openDigestsOutput(
  { digests: path, out, force, output }: DigestsOptions,
  folder: string,
): Promise<DigestsOutput | null> {
  if (path === undefined) return null
  if (resolve(folder, path) === resolve(folder, out)) {
    throw new GirError("ERR_CLI_USAGE", "--out and --digests name the same file")
  }
  const file = await openOutput({ path, folder, output, isText: true, force })
  return {
    write: (segments, signal) =>
      file.write({ stages: [Readable.from([encodeDigests(segments)])], signal }),
  }
}

function encodeDigests(segments: SegmentDigests): string {
  return `${JSON.stringify({ schema: SCHEMA, ...segments }, null, 2)}\n`
}

/**
 * Reads the digests that `gir envelope encrypt --digests` wrote; a media receipt, which carries the
 * same as `segments`, is taken as well.
 *
 * @throws ERR_CLI_INPUT_UNREADABLE, ERR_CLI_DIGESTS_UNREADABLE
 */
export async function readDigests(path: string, folder: string): Promise<SegmentDigests> {
  const text = (await readSmallFile(path, { folder, maxBytes: MAX_FILE_BYTES })).toString("utf8")
  const document = parseObject(text)
  const segments = isObject(document?.["segments"]) ? document["segments"] : document
  if (segments !== null && isSegmentDigests(segments)) return segments
  throw new GirError("ERR_CLI_DIGESTS_UNREADABLE", `${path} holds no segment digests`, {
    where: path,
  })
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function isSegmentDigests(
  value: Record<string, unknown>,
): value is Record<string, unknown> & SegmentDigests {
  const { segmentBytes, totalBytes, root, digests } = value
  return (
    isSize(segmentBytes) &&
    isSize(totalBytes) &&
    isSha256(root) &&
    Array.isArray(digests) &&
    digests.every(isSha256)
  )
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isSha256(value: unknown): boolean {
  return typeof value === "string" && SHA256.test(value)
}
