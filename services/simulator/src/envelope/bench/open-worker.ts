import { memorySource, openEnvelope, rsaRecipientKey, type SegmentDigests } from "@gir/cms-decrypt"
import { parseCertificate } from "@gir/x509"
import { createPrivateKey } from "node:crypto"
import { parentPort, workerData } from "node:worker_threads"
import { drain } from "./envelopes.ts"

/** What a worker of the benchmark is given. */
export interface OpenWorkerData {
  readonly certificateDer: Uint8Array
  readonly privateKeyPem: string
  readonly bytes: Uint8Array
  readonly segments: SegmentDigests
}

const { certificateDer, privateKeyPem, bytes, segments } = workerData as OpenWorkerData
const certificate = parseCertificate(certificateDer)
const key = rsaRecipientKey({ certificate, privateKey: createPrivateKey(privateKeyPem) })

/** Opens the recording as often as it is told, and answers when it is done. */
parentPort?.on("message", (times: number) => {
  void open(times).then(() => parentPort?.postMessage("done"))
})
parentPort?.postMessage("ready")

async function open(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const source = memorySource(bytes)
    const opened = await openEnvelope(source, { keys: [key], segments, policy: "strict" })
    await drain(opened.content())
    opened.close()
  }
}
