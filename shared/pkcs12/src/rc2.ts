/** RFC 2268 §2: the permutation that is made of the digits of pi. */
const PITABLE = Buffer.from(
  "d978f9c419ddb5ed28e9fd794aa0d89d" +
    "c67e37832b76538e624c6488448bfba2" +
    "179a59f587b34f1361456d8d09817d32" +
    "bd8f40eb86b77b0bf09521225c6b4e82" +
    "54d66593ce60b21c7356c014a78cf1dc" +
    "1275ca1f3bbee4d1423dd430a33cb626" +
    "6fbf0eda4669075727f21d9bbc944303" +
    "f811c7f690ef3ee706c3d52fc8661ed7" +
    "08e8eade8052eef784aa72ac354d6a2a" +
    "961ad2715a1549744b9fd05e0418a4ec" +
    "c2e0416e0f51cbcc2491af50a1f47039" +
    "997c3a8523b8b47afc02365b25559731" +
    "2d5dfa98e38a92ae05df2910676cbac9" +
    "d300e6cfe19ea82c6316013f58e289a9" +
    "0d38341bab33ffb0bb480c5fb9b1cd2e" +
    "c5f3db47e5a59c770aa62068fe7fc1ad",
  "hex",
)

const BLOCK_BYTES = 8
const ROTATIONS = [1, 2, 3, 5]

/**
 * Decrypts RC2 in CBC mode with the padding of PKCS #7: OpenSSL 3 has it in its legacy provider only,
 * and certificates in old keystores of Java and Windows are under it.
 *
 * @returns `null` when the padding does not hold: the password is wrong, or the file is damaged.
 */
export function decryptRc2Cbc(
  ciphertext: Uint8Array,
  { key, iv }: { readonly key: Uint8Array; readonly iv: Uint8Array },
): Buffer | null {
  if (ciphertext.length === 0 || ciphertext.length % BLOCK_BYTES !== 0) return null
  const words = expandKey(key)
  const clear = Buffer.alloc(ciphertext.length)
  let previous = iv
  for (let at = 0; at < ciphertext.length; at += BLOCK_BYTES) {
    const block = ciphertext.subarray(at, at + BLOCK_BYTES)
    const decrypted = decryptBlock(block, words)
    for (let octet = 0; octet < BLOCK_BYTES; octet += 1) {
      clear[at + octet] = decrypted[octet]! ^ previous[octet]!
    }
    previous = block
  }
  words.fill(0)
  return withoutPadding(clear)
}

/** RFC 2268 §2, where the effective key bits are those of the key itself. */
function expandKey(key: Uint8Array): Uint16Array {
  const octets = Buffer.alloc(128)
  octets.set(key)
  for (let at = key.length; at < 128; at += 1) {
    octets[at] = PITABLE[(octets[at - 1]! + octets[at - key.length]!) & 0xff]!
  }
  octets[128 - key.length] = PITABLE[octets[128 - key.length]!]!
  for (let at = 127 - key.length; at >= 0; at -= 1) {
    octets[at] = PITABLE[octets[at + 1]! ^ octets[at + key.length]!]!
  }
  const words = Uint16Array.from({ length: 64 }, (_, at) => octets.readUInt16LE(2 * at))
  octets.fill(0)
  return words
}

/** RFC 2268 §4: sixteen mixing rounds, with a mashing round after the fifth and the eleventh. */
function decryptBlock(block: Uint8Array, words: Uint16Array): Buffer {
  const octets = Buffer.from(block)
  const state = Uint16Array.from({ length: 4 }, (_, at) => octets.readUInt16LE(2 * at))
  for (let round = 15; round >= 0; round -= 1) {
    unmix(state, words, round)
    if (round === 5 || round === 11) unmash(state, words)
  }
  state.forEach((word, at) => octets.writeUInt16LE(word, 2 * at))
  return octets
}

function unmix(state: Uint16Array, words: Uint16Array, round: number): void {
  for (let at = 3; at >= 0; at -= 1) {
    const shift = ROTATIONS[at]!
    const word = state[at]!
    const [a, b, c] = [state[(at + 3) & 3]!, state[(at + 2) & 3]!, state[(at + 1) & 3]!]
    const turned = (word >>> shift) | (word << (16 - shift))
    state[at] = turned - words[4 * round + at]! - (a & b) - (~a & c)
  }
}

function unmash(state: Uint16Array, words: Uint16Array): void {
  for (let at = 3; at >= 0; at -= 1) state[at]! -= words[state[(at + 3) & 3]! & 63]!
}

function withoutPadding(clear: Buffer): Buffer | null {
  const count = clear.at(-1)!
  const isPadded = count >= 1 && count <= BLOCK_BYTES
  if (isPadded && clear.subarray(-count).every((octet) => octet === count)) {
    return clear.subarray(0, -count)
  }
  clear.fill(0)
  return null
}
