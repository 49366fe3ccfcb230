import { availableParallelism } from "node:os"
import type { RecipientInfo, RecipientKey } from "@gir/cms-decrypt"
import { GirError } from "@gir/errors"
import type { Certificate } from "@gir/x509"
import type { RecordingKey } from "../keystore-file.ts"
import {
  keyName,
  startUnwrapThread,
  type ThreadProgram,
  type UnwrapThread,
} from "./unwrap-thread.ts"

/** A key with what else it is known by: certificates on it that are no longer held. */
export interface UnwrapKey extends RecordingKey {
  readonly otherCertificates?: readonly Certificate[]
}

/** Does the RSA operations of RCS beside its event loop, in threads of this process. */
export interface UnwrapPool {
  /**
   * One recipient key for one envelope, which stands for all of `keys`. Afterwards its
   * `certificate` is that of the key which opened it.
   */
  recipientKey(keys: readonly UnwrapKey[]): RecipientKey
  /** Ends the threads; what they were at fails with ERR_SERVICE_UNAVAILABLE. */
  close(): Promise<void>
}

export interface UnwrapPoolOptions {
  /** Most threads; each is started when all others are busy. Default: one per core. */
  readonly size?: number
  /** For tests, which run from the sources. */
  readonly program?: ThreadProgram
}

/** The built file also from the sources: a thread of Node 20 knows no TypeScript. */
const BUILT_PROGRAM = {
  url: new URL("../../../../dist/unwrap-worker.js", import.meta.url),
  execArgv: [],
}

export function openUnwrapPool(options: UnwrapPoolOptions = {}): UnwrapPool {
  const { size = availableParallelism(), program = BUILT_PROGRAM } = options
  let threads: UnwrapThread[] = []
  let isClosed = false
  const idlest = (): UnwrapThread => {
    if (isClosed) throw new GirError("ERR_SERVICE_UNAVAILABLE", "RCS is shutting down")
    threads = threads.filter((thread) => !thread.hasEnded())
    const [first] = threads.toSorted((one, other) => one.load() - other.load())
    if (first !== undefined && (first.load() === 0 || threads.length >= size)) return first
    const started = startUnwrapThread(program)
    threads.push(started)
    return started
  }
  return {
    recipientKey: (keys) => {
      let openedBy: Certificate | undefined
      return {
        get certificate(): Certificate {
          return openedBy ?? noCertificate()
        },
        unwrapCek: async (recipientInfos: readonly RecipientInfo[], cekBytes: number) => {
          const opened = await idlest().unwrap(keys, { recipientInfos, cekBytes })
          if (opened === null) return null
          openedBy = keys.find((key) => keyName(key) === opened.name)?.certificate
          return opened.cek
        },
      }
    },
    close: async () => {
      isClosed = true
      await Promise.all(threads.map((thread) => thread.end()))
    },
  }
}

function noCertificate(): never {
  throw new GirError("ERR_INTERNAL", "the certificate was asked for before the envelope was open")
}
