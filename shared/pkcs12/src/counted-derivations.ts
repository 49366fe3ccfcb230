import { GirError } from "@gir/errors"
import { KEY_DERIVATIONS, type KeyDerivations } from "@gir/x509"
import { createHash } from "node:crypto"

/** Ten times what OpenSSL and Java write today; about one second of work. */
const MAX_ROUNDS = 2_000_000
/** A file may have a salt for every entry: some twenty seconds of work, whatever its size. */
const MAX_ROUNDS_IN_ALL = 40_000_000
/** A round of RFC 7292 §B.2, in JavaScript, takes as long as so many rounds of PBKDF2. */
const SCRIPT_ROUND_COST = 4
/** One derivation of scrypt at its limit of memory, in rounds of PBKDF2. */
const SCRYPT_COST = 400_000
const SHORTEST_DIGEST_BYTES = 20

/** Derivations for one file: cost is looked at before the work, and no work is done twice. */
export interface CountedDerivations extends KeyDerivations {
  /** Clears every derived key. */
  close(): void
}

/**
 * Every function of it throws ERR_PKCS12_KDF_COST for what would take minutes.
 *
 * @param hasPassword false for a file of a tool that knows no password from an empty one.
 */
export function countedDerivations(hasPassword = true): CountedDerivations {
  const keys = new Map<string, Uint8Array>()
  let spent = 0
  const spend = (rounds: number, cost: number): void => {
    spent += cost
    if (rounds > MAX_ROUNDS) throw tooCostly(`a key is derived in ${rounds} rounds`)
    if (spent > MAX_ROUNDS_IN_ALL) throw tooCostly("its entries ask for too many rounds together")
  }
  const remember = async (
    options: object,
    pay: () => void,
    derive: () => Promise<Uint8Array>,
  ): Promise<Uint8Array> => {
    const name = nameOf(options)
    const known = keys.get(name)
    if (known !== undefined) return Buffer.from(known)
    pay()
    const key = await derive()
    keys.set(name, key)
    // A copy, because its user clears what it was given.
    return Buffer.from(key)
  }
  return {
    pbkdf2: (options) =>
      remember(
        options,
        () => spend(options.iterations, options.iterations),
        () => KEY_DERIVATIONS.pbkdf2(options),
      ),
    pkcs12: (options) =>
      remember(
        options,
        () => spend(options.iterations, scriptCost(options.iterations, options.bytes)),
        () => KEY_DERIVATIONS.pkcs12(hasPassword ? options : { ...options, password: null }),
      ),
    scrypt: (options) =>
      remember(
        options,
        () => spend(1, SCRYPT_COST),
        () => KEY_DERIVATIONS.scrypt(options),
      ),
    close: () => keys.forEach((key) => key.fill(0)),
  }
}

function scriptCost(iterations: number, bytes: number): number {
  return iterations * SCRIPT_ROUND_COST * Math.ceil(bytes / SHORTEST_DIGEST_BYTES)
}

/** Tells two derivations apart; the password is the same for all of a file, and goes in hashed. */
function nameOf(options: object): string {
  const text = JSON.stringify(options, (_key, value: unknown) => {
    if (typeof value === "bigint") return value.toString()
    return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value
  })
  return createHash("sha256").update(text).digest("hex")
}

function tooCostly(reason: string): GirError {
  return new GirError("ERR_PKCS12_KDF_COST", reason)
}
