import { constants, privateDecrypt, publicEncrypt, randomBytes, type KeyObject } from "node:crypto"
import type { BenchContext } from "./bench-context.ts"
import { bareDecrypt, bareEncrypt } from "./bench-memory.ts"
import { decryptWhole, encryptAndKeep } from "./envelopes.ts"
import { encryptEnvelope } from "@gir/cms-encrypt"
import { measure, type Figure } from "./measure.ts"

const RECORDING_BYTES = 120_000
const RECORDINGS = 200
const CIPHER = "aes256-cbc"
/** A round takes a fifth of a second, in which whatever else the machine does weighs much. */
const TIMES_AS_MANY_ROUNDS = 3

/** Many short recordings, where the RSA operations and the header are what costs. */
export async function benchSmall(
  context: BenchContext,
  recordings = RECORDINGS,
): Promise<Figure[]> {
  const { recipients } = context
  const rounds = context.rounds * TIMES_AS_MANY_ROUNDS
  const certificates = recipients.map(({ certificate }) => certificate)
  const content = { chunk: randomBytes(RECORDING_BYTES), times: 1 }
  const options = {
    recipients: certificates,
    envelopeProfile: "classic",
    isDigested: false,
  } as const
  const stored = await encryptAndKeep({ ...options, isDigested: true }, content)
  const [recipient] = recipients
  const cek = randomBytes(32)
  const wrapped = wrap(recipient.certificate.publicKey, cek)
  const padding = constants.RSA_NO_PADDING
  return [
    await measure({
      ...context,
      rounds,
      name: `encrypt ${recordings} recordings of 120 KB to 2 recipients`,
      against: "2 RSA public operations + cipher",
      target: 0.8,
      ours: () => repeat(recordings, async () => encryptEnvelope(content.chunk, options)),
      theirs: () =>
        repeat(recordings, async () => {
          for (const { publicKey } of certificates) wrap(publicKey, cek)
          bareEncrypt(CIPHER, content, false)
        }),
    }),
    await measure({
      ...context,
      rounds,
      name: `open ${recordings} recordings of 120 KB`,
      against: "1 RSA private operation + cipher",
      target: 0.85,
      ours: () => repeat(recordings, () => decryptWhole({ ...stored, segments: null }, recipient)),
      theirs: () =>
        repeat(recordings, async () => {
          privateDecrypt({ key: recipient.privateKey, padding }, wrapped)
          bareDecrypt(CIPHER, stored.bytes, false)
        }),
    }),
  ]
}

function wrap(key: KeyObject, cek: Buffer): Buffer {
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, cek)
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < times; time += 1) await work()
}
