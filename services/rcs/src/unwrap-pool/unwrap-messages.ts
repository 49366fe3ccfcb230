import type { KeyObject } from "node:crypto"
import type { RecipientInfo } from "@gir/cms-decrypt"
import type { ErrorCode } from "@gir/errors"

/** A key as it crosses to a worker thread of this process: the handle crosses, not its bytes. */
export interface KeyForWorker {
  /** The same for the same certificates, and so for the same key. */
  readonly name: string
  readonly certificateDer: Uint8Array
  readonly otherCertificateDers: readonly Uint8Array[]
  readonly privateKey: KeyObject
}

export interface UnwrapJob {
  readonly job: number
  /** What the worker must hold from now on; absent while it holds the right ones. */
  readonly keys?: readonly KeyForWorker[]
  readonly recipientInfos: readonly RecipientInfo[]
  readonly cekBytes: number
}

/** `opened` is null when no recipient is one of the keys. */
export type UnwrapAnswer =
  | {
      readonly job: number
      readonly opened: { readonly cek: Uint8Array; readonly name: string } | null
    }
  | {
      readonly job: number
      readonly failure: {
        readonly code: ErrorCode
        readonly message: string
        readonly fields: Readonly<Record<string, unknown>>
      }
    }
