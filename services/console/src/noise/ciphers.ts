/** The same seconds of a call, in one of six forms. */
export type Form = "clear" | "substitution" | "ecb" | "cbc" | "gcm" | "wrongKey"

export const BLOCK_BYTES = 16
const KEY_BITS = 256
const GCM_NONCE_BYTES = 12

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Encrypts the same bytes in every way, under keys that are drawn now, cannot be read out, and are
 * forgotten with the call.
 *
 * @param clear whole blocks, so that padding changes no number.
 */
export async function allForms(clear: Bytes): Promise<ReadonlyMap<Form, Bytes>> {
  if (clear.length % BLOCK_BYTES !== 0) throw new RangeError("bytes must be whole blocks")
  const [right, wrong, tagged] = await Promise.all([
    drawKey("AES-CBC"),
    drawKey("AES-CBC"),
    drawKey("AES-GCM"),
  ])
  const iv = crypto.getRandomValues(new Uint8Array(BLOCK_BYTES))
  const cbc = await encryptCbc(clear, right, iv)
  return new Map<Form, Bytes>([
    ["clear", clear],
    ["substitution", substitute(clear, drawAlphabet())],
    ["ecb", await encryptEcb(clear, right)],
    ["cbc", cbc],
    ["gcm", await encryptGcm(clear, tagged)],
    ["wrongKey", await decryptCbc(cbc, wrong, iv)],
  ])
}

function drawKey(name: "AES-CBC" | "AES-GCM"): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name, length: KEY_BITS }, false, ["encrypt", "decrypt"])
}

/** WebCrypto pads always; the block of padding is no part of what is compared. */
async function encryptCbc(clear: Bytes, key: CryptoKey, iv: Bytes): Promise<Bytes> {
  const padded = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, clear)
  return new Uint8Array(padded).subarray(0, clear.length)
}

/** ECB is a CBC of single blocks, each with an IV of zeros (NIST SP 800-38A sections 6.1, 6.2). */
export async function encryptEcb(clear: Bytes, key: CryptoKey): Promise<Bytes> {
  const iv = new Uint8Array(BLOCK_BYTES)
  const places = Array.from({ length: clear.length / BLOCK_BYTES }, (_, at) => at * BLOCK_BYTES)
  const blocks = await Promise.all(
    places.map((from) => encryptCbc(clear.slice(from, from + BLOCK_BYTES), key, iv)),
  )
  return joined(blocks)
}

async function encryptGcm(clear: Bytes, key: CryptoKey): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(GCM_NONCE_BYTES))
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, clear)
  return new Uint8Array(sealed).subarray(0, clear.length)
}

/**
 * Opens a CBC with whatever key, as a player does that does not look at padding. WebCrypto looks: so
 * it is given a last block that ends, under this key, in sixteen bytes of padding.
 */
async function decryptCbc(stored: Bytes, key: CryptoKey, iv: Bytes): Promise<Bytes> {
  const last = stored.slice(-BLOCK_BYTES)
  const padding = (await encryptCbcPadding(last, key)).subarray(0, BLOCK_BYTES)
  const opened = await crypto.subtle.decrypt(
    { name: "AES-CBC", iv },
    key,
    joined([stored, padding]),
  )
  return new Uint8Array(opened)
}

/** PKCS #7 pads nothing at all with one block of padding; the block before is its IV. */
async function encryptCbcPadding(iv: Bytes, key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, new Uint8Array()))
}

function joined(parts: readonly Bytes[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** A permutation of all byte values, as a child's secret alphabet is one of letters. */
function drawAlphabet(): Uint8Array {
  const luck = crypto.getRandomValues(new Uint32Array(256))
  const values = Array.from({ length: 256 }, (_, value) => value)
  return Uint8Array.from(values.toSorted((a, b) => (luck[a] ?? 0) - (luck[b] ?? 0)))
}

function substitute(clear: Bytes, alphabet: Uint8Array): Bytes {
  return clear.map((byte) => alphabet[byte] ?? byte)
}
