import type { KeyObject } from "node:crypto"
import type { MessagePort } from "node:worker_threads"
import type { SegmentDigests } from "@gir/cms-decrypt"

/** A key as it crosses to a worker thread of this process: the handle crosses, not its bytes. */
export interface KeyForWorker {
  /** The same for the same certificates, and so for the same key. */
  readonly name: string
  readonly certificateDer: Uint8Array
  readonly otherCertificateDers: readonly Uint8Array[]
  readonly privateKey: KeyObject
}

/** One envelope to open; everything about it is then said over its own port. */
export interface OpenJob {
  /** What the worker must hold from now on; absent while it holds the right ones. */
  readonly keys?: readonly KeyForWorker[]
  readonly totalBytes: number
  /** All of a short recording; absent when it is to be asked for over the port. */
  readonly stored?: Uint8Array
  readonly segments: SegmentDigests
  readonly port: MessagePort
}
