import { parentPort } from "node:worker_threads"
import {
  memorySource,
  openEnvelope,
  rsaRecipientKey,
  type CiphertextSource,
  type OpenedEnvelope,
  type RecipientKey,
} from "@gir/cms-decrypt"
import { parseCertificate } from "@gir/x509"
import type { KeyForWorker, OpenJob } from "./pool-messages.ts"
import { portCalls, type PortCalls } from "./port-calls.ts"
import { RemoteStream, serveStreams } from "./remote-stream.ts"

/** By name, in the order in which they are tried. */
let held: ReadonlyMap<string, RecipientKey> = new Map()

parentPort?.on("message", ({ keys, ...job }: OpenJob) => {
  try {
    if (keys !== undefined) hold(keys)
    serve(job, held)
  } catch (error) {
    // Also the main thread's next attempt sends the keys again.
    serve(job, held, error)
  }
})

function hold(keys: readonly KeyForWorker[]): void {
  const former = held
  // Whatever becomes of the new keys, the former ones open nothing any more.
  held = new Map()
  held = new Map(keys.map((key) => [key.name, former.get(key.name) ?? toRecipientKey(key)]))
}

function toRecipientKey(key: KeyForWorker): RecipientKey {
  return rsaRecipientKey({
    certificate: parseCertificate(key.certificateDer),
    otherCertificates: key.otherCertificateDers.map((der) => parseCertificate(der)),
    privateKey: key.privateKey,
  })
}

/** Answers what is asked about one envelope, until its port closes. */
function serve(
  { port, totalBytes, stored, segments }: OpenJob,
  keys: ReadonlyMap<string, RecipientKey>,
  failure?: unknown,
): void {
  let envelope: OpenedEnvelope | null = null
  let isClosed = false
  const content = serveStreams({
    open: async (stretch) => envelope!.content(stretch ?? undefined),
    isGivenAway: true,
  })
  const open = async (): Promise<string | null> => {
    if (failure !== undefined) throw failure
    const asked: CiphertextSource = {
      totalBytes,
      read: async (from, to) => new RemoteStream(calls, { from, to }),
    }
    const source = stored === undefined ? asked : memorySource(stored)
    const used: { name: string | null } = { name: null }
    const noted = [...keys].map(([name, key]) => noting(key, () => (used.name = name)))
    envelope = await openEnvelope(source, { keys: noted, segments, policy: "strict" })
    if (isClosed) envelope.close()
    return used.name
  }
  const calls: PortCalls = portCalls(port, {
    handlers: { open, ...content.handlers },
    onClose: () => {
      isClosed = true
      content.stopAll()
      envelope?.close()
    },
  })
}

/** Tells which key it was that opened the envelope. */
function noting(key: RecipientKey, note: () => void): RecipientKey {
  return {
    unwrapCek: async (recipientInfos, cekBytes) => {
      const cek = await key.unwrapCek(recipientInfos, cekBytes)
      if (cek !== null) note()
      return cek
    },
  }
}
