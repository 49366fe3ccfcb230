import { createHash } from "node:crypto"
import { open } from "node:fs/promises"
import { GirError, toGirError } from "@gir/errors"
import type { IvrProfile } from "@gir/ivr-profile"
import type { Logger } from "@gir/service-kit"
import { parseCaBundle, type Certificate } from "@gir/x509"
import { resolveNodePath } from "./node-path.ts"

/** A bundle of a few dozen certificates is far below this. */
const MAX_CA_FILE_BYTES = 1_048_576

/** One per tenant is usual. */
const MAX_REMEMBERED_BUNDLES = 64

/** The CA file that a profile's certificates are judged by, as it lies on this node now. */
export type CaFile =
  | {
      readonly isUsable: true
      readonly path: string
      readonly certificates: readonly Certificate[]
      /** SHA-256 of the file's content. */
      readonly sha256: string
    }
  | {
      readonly isUsable: false
      /** Null when no CA file is configured at all. */
      readonly path: string | null
      readonly fault: GirError
    }

export interface CaFileOptions {
  readonly nodeRoot: string
  /** The effective value of `[mpc] mediamgr.CA_file`; null when it is not set. */
  readonly defaultPath: () => string | null
  /** `strict` refuses a bundle that is not nearest intermediate first, root last. */
  readonly bundleOrder: "strict" | "warn"
  readonly logger: Logger
}

/** @returns the CA file of a profile, usable or with the fault that makes it unusable. */
export type CaFileOf = (profile: IvrProfile) => Promise<CaFile>

/**
 * Reads the CA file at each call, so that a repaired file needs no restart. The profile's own
 * parameter comes before the MCP's option. Seed: "Configure the CA file path in IVR profile".
 */
export function caFileReader(options: CaFileOptions): CaFileOf {
  const bundles = new Map<string, readonly Certificate[]>()
  const parse = (text: string, sha256: string, path: string): readonly Certificate[] => {
    const known = bundles.get(sha256)
    if (known !== undefined) return known
    const { certificates, notices } = parseCaBundle(text, { order: options.bundleOrder })
    for (const notice of notices)
      options.logger.warn({ path, notice }, "the CA file needs cleaning")
    if (bundles.size >= MAX_REMEMBERED_BUNDLES) bundles.clear()
    bundles.set(sha256, certificates)
    return certificates
  }
  return async (profile) => {
    const path = profile.caFilePath ?? options.defaultPath()
    try {
      if (path === null) throw notSet(profile)
      const text = await readCaFile(
        resolveNodePath(path, { nodeRoot: options.nodeRoot, tenant: profile.tenant }),
      )
      const sha256 = createHash("sha256").update(text).digest("hex")
      return { isUsable: true, path, certificates: parse(text, sha256, path), sha256 }
    } catch (error) {
      return { isUsable: false, path, fault: toGirError(error) }
    }
  }
}

function notSet(profile: IvrProfile): GirError {
  return new GirError("ERR_MCP_CA_FILE_NOT_SET", `no CA file is set for profile ${profile.name}`)
}

async function readCaFile(file: string): Promise<string> {
  try {
    const handle = await open(file, "r")
    try {
      const { size } = await handle.stat()
      if (size === 0 || size > MAX_CA_FILE_BYTES) {
        throw new Error(`it has ${size} bytes; 1 to ${MAX_CA_FILE_BYTES} are expected`)
      }
      return await handle.readFile("utf8")
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "it cannot be read"
    throw new GirError(
      "ERR_MCP_CA_FILE_UNREADABLE",
      `the CA file ${file} cannot be read: ${reason}`,
      {
        where: file,
        next: `Place the CA file at ${file}`,
        cause,
      },
    )
  }
}
