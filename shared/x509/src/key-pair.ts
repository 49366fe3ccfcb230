import { generateKeyPair as generate, type KeyObject } from "node:crypto"
import { promisify } from "node:util"

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  /** PKCS #8, clear. For the person who made it; a program keeps the KeyObject. */
  readonly privateKeyPem: string
}

const generateRsa = promisify(generate)

/** Makes an RSA key pair with exponent 65537, off the event loop. */
export async function generateKeyPair(bits: number): Promise<KeyPair> {
  const { publicKey, privateKey } = await generateRsa("rsa", { modulusLength: bits })
  return { publicKey, privateKey, privateKeyPem: exportPrivateKey(privateKey) }
}

export function exportPrivateKey(privateKey: KeyObject): string {
  return privateKey.export({ format: "pem", type: "pkcs8" }).toString()
}
