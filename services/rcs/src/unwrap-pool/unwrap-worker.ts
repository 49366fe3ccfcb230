import { parentPort } from "node:worker_threads"
import { rsaRecipientKey, type RecipientKey } from "@gir/cms-decrypt"
import { toGirError } from "@gir/errors"
import { parseCertificate } from "@gir/x509"
import type { KeyForWorker, UnwrapAnswer, UnwrapJob } from "./unwrap-messages.ts"

/** By name, in the order in which they are tried. */
let held: ReadonlyMap<string, RecipientKey> = new Map()

parentPort?.on("message", (job: UnwrapJob) => {
  void answer(job).then((reply) => {
    // Moved, not copied: no second CEK stays behind on this side.
    const cek = "opened" in reply ? reply.opened?.cek : undefined
    parentPort?.postMessage(reply, cek === undefined ? [] : [cek.buffer as ArrayBuffer])
  })
})

async function answer(request: UnwrapJob): Promise<UnwrapAnswer> {
  const { job, keys, recipientInfos, cekBytes } = request
  try {
    if (keys !== undefined) {
      const former = held
      // Whatever becomes of the new keys, the former ones open nothing any more.
      held = new Map()
      held = new Map(keys.map((key) => [key.name, former.get(key.name) ?? toRecipientKey(key)]))
    }
    for (const [name, key] of held) {
      const cek = await key.unwrapCek(recipientInfos, cekBytes)
      if (cek !== null) return { job, opened: { cek, name } }
    }
    return { job, opened: null }
  } catch (error) {
    const { code, message, fields } = toGirError(error)
    return { job, failure: { code, message, fields } }
  }
}

function toRecipientKey(key: KeyForWorker): RecipientKey {
  return rsaRecipientKey({
    certificate: parseCertificate(key.certificateDer),
    otherCertificates: key.otherCertificateDers.map((der) => parseCertificate(der)),
    privateKey: key.privateKey,
  })
}
