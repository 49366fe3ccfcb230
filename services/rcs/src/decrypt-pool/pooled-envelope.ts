import type { OpenedEnvelope } from "@gir/cms-decrypt"
import type { Certificate } from "@gir/x509"
import type { RecordingKey } from "../keystore-file.ts"

/** A key with what else it is known by: certificates on it that are no longer held. */
export interface PoolKey extends RecordingKey {
  readonly otherCertificates?: readonly Certificate[]
}

/** An envelope that is open in a thread, where its CEK stays; closing ends its streams. */
export type PooledEnvelope = Pick<OpenedEnvelope, "openedBy" | "content" | "close">
