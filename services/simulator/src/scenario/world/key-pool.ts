import { generateKeyPair as generateRsa, type KeyPair } from "@gir/x509"
import { generateKeyPair as generate } from "node:crypto"
import { promisify } from "node:util"
import type { IssuedPlan } from "../scenario.ts"

/**
 * Keys to practise with, made once and used in every rehearsal of this process: what a rehearsal
 * proves does not depend on them, and making one takes longer than recording a call.
 */
export interface KeyPool {
  /** @param slot the same slot and kind have the same key. */
  pair(slot: string, kind: IssuedPlan["key"]): Promise<KeyPair>
}

const generateEc = promisify(generate)

export function openKeyPool(): KeyPool {
  const pairs = new Map<string, Promise<KeyPair>>()
  return {
    pair: (slot, kind) => {
      const name = `${slot} ${JSON.stringify(kind)}`
      const known = pairs.get(name) ?? makePair(kind)
      pairs.set(name, known)
      return known
    },
  }
}

async function makePair(kind: IssuedPlan["key"]): Promise<KeyPair> {
  if ("bits" in kind) return generateRsa(kind.bits)
  const pair = await generateEc("ec", { namedCurve: kind.curve })
  const privateKeyPem = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString()
  return { ...pair, privateKeyPem }
}
