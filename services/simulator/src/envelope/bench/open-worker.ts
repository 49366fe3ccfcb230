import { decryptEnvelope, rsaRecipientKey, type SegmentDigests } from "@gir/cms-decrypt"
import { parseCertificate } from "@gir/x509"
import { constants, createPrivateKey, privateDecrypt } from "node:crypto"
import { parentPort, workerData } from "node:worker_threads"
import { bareDecrypt } from "./bench-memory.ts"

/** What a worker of the benchmark is given. */
export interface OpenWorkerData {
  readonly certificateDer: Uint8Array
  readonly privateKeyPem: string
  readonly bytes: Uint8Array
  readonly segments: SegmentDigests
}

/** What it is told: how often, and whether with the engine or only the operations that it needs. */
export interface OpenWorkerTask {
  readonly times: number
  readonly work: "engine" | "operations"
}

const { certificateDer, privateKeyPem, bytes, segments } = workerData as OpenWorkerData
const certificate = parseCertificate(certificateDer)
const privateKey = createPrivateKey(privateKeyPem)
const key = rsaRecipientKey({ certificate, privateKey })

/** Opens the recording as often as it is told, and answers when it is done. */
parentPort?.on("message", ({ times, work }: OpenWorkerTask) => {
  const done = work === "engine" ? open(times) : operate(times)
  void done.then(() => parentPort?.postMessage("done"))
})
parentPort?.postMessage("ready")

async function open(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await decryptEnvelope(bytes, { keys: [key], segments, policy: "strict" })
  }
}

async function operate(times: number): Promise<void> {
  const anyBlock = Buffer.alloc(certificate.keyBits / 8, 1).fill(0, 0, 1)
  for (let time = 0; time < times; time += 1) {
    privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, anyBlock)
    bareDecrypt("aes256-cbc", Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), true)
  }
}
