import { generateKeyPairSync, type KeyObject } from "node:crypto"

export interface TestKey {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const made = new Map<string, TestKey>()

function once(name: string, make: () => TestKey): TestKey {
  const known = made.get(name) ?? make()
  made.set(name, known)
  return known
}

/** The `index`th RSA key of this process. */
export function rsaKey(index: number, modulusLength = 2048): TestKey {
  return once(`rsa ${index} ${modulusLength}`, () => generateKeyPairSync("rsa", { modulusLength }))
}

/** The `index`th EC key of this process. */
export function ecKey(index: number, namedCurve = "P-256"): TestKey {
  return once(`ec ${index} ${namedCurve}`, () => generateKeyPairSync("ec", { namedCurve }))
}
