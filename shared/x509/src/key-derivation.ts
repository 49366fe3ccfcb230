import { createHash, pbkdf2, scrypt } from "node:crypto"
import { setImmediate } from "node:timers/promises"
import { promisify } from "node:util"
import { GirError } from "@gir/errors"

/** Ten times what OpenSSL and Java write today; about one second of work. */
export const MAX_ITERATIONS = 2_000_000
/** Twice what `openssl pkcs8 -scrypt` needs. */
export const MAX_SCRYPT_BYTES = 33_554_432
const MAX_SCRYPT_PARALLELIZATION = 16

/** PKCS #12's own derivation is done here and not in OpenSSL: it gives way every so often. */
const ITERATIONS_BETWEEN_PAUSES = 2_000

const derivePbkdf2 = promisify(pbkdf2)
const deriveScrypt = promisify<
  string,
  Uint8Array,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt)

/** Refuses to start what would take too long. @throws ERR_X509_KEY_KDF_COST */
export function assertIterations(iterations: bigint): number {
  if (iterations > BigInt(MAX_ITERATIONS)) {
    throw tooCostly(`${iterations} iterations, more than ${MAX_ITERATIONS}`)
  }
  if (iterations < 1n) throw malformed("the number of iterations is not positive")
  return Number(iterations)
}

export interface Pbkdf2KeyOptions {
  readonly password: string
  readonly salt: Uint8Array
  readonly iterations: number
  readonly keyBytes: number
  readonly hash: string
}

/** RFC 8018 §5.2. Runs on the thread pool. */
export function pbkdf2Key(options: Pbkdf2KeyOptions): Promise<Uint8Array> {
  const { password, salt, iterations, keyBytes, hash } = options
  return derivePbkdf2(password, salt, iterations, keyBytes, hash)
}

export interface ScryptKeyOptions {
  readonly password: string
  readonly salt: Uint8Array
  readonly costParameter: bigint
  readonly blockSize: bigint
  readonly parallelization: bigint
  readonly keyBytes: number
}

/** RFC 7914 §7. Runs on the thread pool. @throws ERR_X509_KEY_KDF_COST, ERR_X509_KEY_MALFORMED */
export async function scryptKey(options: ScryptKeyOptions): Promise<Uint8Array> {
  const { password, salt, costParameter: N, blockSize: r, parallelization: p, keyBytes } = options
  if (N < 2n || (N & (N - 1n)) !== 0n || r < 1n || p < 1n) {
    throw malformed("the scrypt parameters are out of range")
  }
  // RFC 7914 §2: 128 * N * r octets.
  if (128n * N * r > BigInt(MAX_SCRYPT_BYTES) || p > BigInt(MAX_SCRYPT_PARALLELIZATION)) {
    throw tooCostly(`scrypt with N=${N}, r=${r}, p=${p} needs more than ${MAX_SCRYPT_BYTES} bytes`)
  }
  const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: 2 * MAX_SCRYPT_BYTES }
  return deriveScrypt(password, salt, keyBytes, cost)
}

/** Hashes of RFC 7292 §B.2, with the block size that it calls `v`. */
const PKCS12_HASHES = {
  sha1: { blockBytes: 64, digestBytes: 20 },
  sha256: { blockBytes: 64, digestBytes: 32 },
  sha384: { blockBytes: 128, digestBytes: 48 },
  sha512: { blockBytes: 128, digestBytes: 64 },
} as const

export type Pkcs12Hash = keyof typeof PKCS12_HASHES

export interface Pkcs12KeyOptions {
  /** `null` is no password at all, which some tools tell apart from an empty one. */
  readonly password: string | null
  readonly salt: Uint8Array
  readonly iterations: number
  readonly bytes: number
  /** 1 makes key octets, 2 an initialisation vector, 3 a MAC key. RFC 7292 §B.3 */
  readonly purpose: 1 | 2 | 3
  readonly hash: Pkcs12Hash
}

/** RFC 7292 §B.2. Computed in JavaScript, in turns with whatever else waits. */
export async function pkcs12Key(options: Pkcs12KeyOptions): Promise<Uint8Array> {
  const { hash, iterations } = options
  const { blockBytes, digestBytes } = PKCS12_HASHES[hash]
  const diversifier = Buffer.alloc(blockBytes, options.purpose)
  const input = Buffer.concat([
    repeat(options.salt, blockBytes),
    repeat(bmpPassword(options.password), blockBytes),
  ])
  const output: Buffer[] = []
  for (let made = 0; made < options.bytes; made += digestBytes) {
    const digest = await iterate(hash, Buffer.concat([diversifier, input]), iterations)
    output.push(digest)
    addToBlocks(input, repeat(digest, blockBytes).subarray(0, blockBytes))
  }
  input.fill(0)
  return Buffer.concat(output).subarray(0, options.bytes)
}

async function iterate(hash: Pkcs12Hash, first: Uint8Array, iterations: number): Promise<Buffer> {
  let digest = createHash(hash).update(first).digest()
  first.fill(0)
  for (let done = 1; done < iterations; done += 1) {
    digest = createHash(hash).update(digest).digest()
    if (done % ITERATIONS_BETWEEN_PAUSES === 0) await setImmediate()
  }
  return digest
}

/** Fills whole blocks with copies; empty stays empty. */
function repeat(octets: Uint8Array, blockBytes: number): Buffer {
  if (octets.length === 0) return Buffer.alloc(0)
  return Buffer.alloc(Math.ceil(octets.length / blockBytes) * blockBytes, octets)
}

/** RFC 7292 §B.2 step 6 (c): each block of I becomes I + B + 1, modulo 2^512. */
function addToBlocks(input: Buffer, addend: Buffer): void {
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1
    for (let at = addend.length - 1; at >= 0; at -= 1) {
      carry += input[start + at]! + addend[at]!
      input[start + at] = carry & 0xff
      carry >>= 8
    }
  }
}

/** RFC 7292 §B.1: UTF-16, most significant octet first, with a final NUL. */
function bmpPassword(password: string | null): Buffer {
  if (password === null) return Buffer.alloc(0)
  return Buffer.from(`${password}\0`, "utf16le").swap16()
}

function tooCostly(what: string): GirError {
  return new GirError("ERR_X509_KEY_KDF_COST", `opening the private key was not tried: ${what}`)
}

function malformed(what: string): GirError {
  return new GirError("ERR_X509_KEY_MALFORMED", `the private key cannot be read: ${what}`)
}
