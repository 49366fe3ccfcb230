import { randomBytes } from "node:crypto"
import type { BenchContext } from "./bench-context.ts"
import { decrypt, encrypt, encryptAndKeep } from "./envelopes.ts"
import { measure, type Figure } from "./measure.ts"

const MESSAGE_BYTES = 16 * 1024 * 1024
const CHUNK_BYTES = 65_536
const TARGET = 40

/** The same message through node-forge's own PKCS #7. */
export async function benchForge(
  context: BenchContext,
  messageBytes = MESSAGE_BYTES,
): Promise<Figure[]> {
  const { default: forge } = await import("node-forge")
  const [recipient] = context.recipients
  const content = { chunk: randomBytes(CHUNK_BYTES), times: messageBytes / CHUNK_BYTES }
  const message = randomBytes(messageBytes).toString("latin1")
  const certificate = forge.pki.certificateFromPem(recipient.certificate.pem)
  const privateKey = forge.pki.privateKeyFromPem(recipient.privateKeyPem)
  const options = {
    recipients: [recipient.certificate],
    envelopeProfile: "classic",
    isDigested: false,
  } as const
  const stored = await encryptAndKeep({ ...options, isDigested: true }, content)
  const binary = stored.bytes.toString("latin1")
  const empty = forge.pkcs7.createEnvelopedData()
  const megabytes = messageBytes / 1024 / 1024
  return [
    await measure({
      ...context,
      name: `encrypt ${megabytes} MiB`,
      against: "node-forge PKCS #7",
      target: TARGET,
      ours: () => encrypt(options, content),
      theirs: async () => {
        const enveloped = forge.pkcs7.createEnvelopedData()
        enveloped.addRecipient(certificate)
        enveloped.content = forge.util.createBuffer(message)
        enveloped.encrypt()
        return forge.asn1.toDer(enveloped.toAsn1()).getBytes()
      },
    }),
    await measure({
      ...context,
      name: `decrypt ${megabytes} MiB`,
      against: "node-forge PKCS #7",
      target: TARGET,
      ours: () => decrypt({ ...stored, segments: null }, recipient),
      theirs: async () => {
        const tree = forge.asn1.fromDer(binary)
        // Its type is that of signed data whatever the message is.
        const enveloped = forge.pkcs7.messageFromAsn1(tree) as unknown as typeof empty
        const [mine] = enveloped.recipients
        if (mine !== undefined) enveloped.decrypt(mine, privateKey)
      },
    }),
  ]
}
