import type { FaultDefinition } from "./fault-definition.ts"
import { configServerLostHint } from "./faults/config-server-lost-hint.ts"
import { mcpCrashBeforeHandOver } from "./faults/mcp-crash-before-hand-over.ts"
import { muxerCrash } from "./faults/muxer-crash.ts"
import { queueDuplicateDelivery } from "./faults/queue-duplicate-delivery.ts"
import { queueSlowDelivery } from "./faults/queue-slow-delivery.ts"
import { rcsSlowAnswer } from "./faults/rcs-slow-answer.ts"
import { rcsUnavailable } from "./faults/rcs-unavailable.ts"
import { rcsWrongPlaintext } from "./faults/rcs-wrong-plaintext.ts"
import { rwsSlowAnswer } from "./faults/rws-slow-answer.ts"
import { rwsUnavailable } from "./faults/rws-unavailable.ts"
import { storageBitFlip } from "./faults/storage-bit-flip.ts"
import { storageFull } from "./faults/storage-full.ts"
import { storageTruncatedRead } from "./faults/storage-truncated-read.ts"
import { storageUnavailable } from "./faults/storage-unavailable.ts"

/** Every fault there is. */
export const FAULTS = [
  queueDuplicateDelivery,
  queueSlowDelivery,
  storageFull,
  storageUnavailable,
  storageBitFlip,
  storageTruncatedRead,
  configServerLostHint,
  rwsUnavailable,
  rwsSlowAnswer,
  rcsUnavailable,
  rcsSlowAnswer,
  rcsWrongPlaintext,
  mcpCrashBeforeHandOver,
  muxerCrash,
] as const satisfies readonly FaultDefinition[]

type Fault = (typeof FAULTS)[number]
export type FaultName = Fault["name"]

/** The numbers that shape the fault `N`. */
export type AttributesOf<N extends FaultName> = {
  readonly [K in keyof Extract<Fault, { name: N }>["attributes"]]: number
}

/** @returns null for a name that no fault has. */
export function findFault(name: string): (FaultDefinition & { readonly name: FaultName }) | null {
  return FAULTS.find((fault) => fault.name === name) ?? null
}
