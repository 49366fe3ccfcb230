import { openEnvelope, rsaRecipientKey, type RecipientKey } from "@gir/cms-decrypt"
import { memorySource } from "@gir/cms"
import { encryptContent } from "@gir/cms-encrypt"
import { isGirError } from "@gir/errors"
import { seededRandom } from "@gir/sim"
import { generateKeyPair, parseCertificate, type Certificate } from "@gir/x509"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buffer } from "node:stream/consumers"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { countFolders } from "../src/envelope/census/count-folders.ts"
import { keystoreOf } from "../src/envelope/census/keystore.ts"
import type { Tally } from "../src/envelope/census/tally.ts"
import { createPrivateCa } from "../src/pki/private-ca.ts"
import { leaf } from "./rotation-files.ts"

const SEED = 20_260_101
const RECORDINGS = 1_000
const GENERATIONS = 5
const YEAR_MS = 365 * 86_400_000
const START = Date.UTC(2020, 0, 1)

interface Generation {
  readonly certificate: Certificate
  readonly key: RecipientKey
}

let folder: string
let generations: readonly Generation[]
/** Name of each recording, with the places of the generations that opened it, by decryption. */
let scan: ReadonlyMap<string, readonly number[]>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-census-"))
  generations = await makeGenerations()
  const random = seededRandom(SEED)
  for (let index = 0; index < RECORDINGS; index += 1) {
    // One of five, one of five beside the next, or all of them.
    const first = random.integer(0, GENERATIONS - 1)
    const count = [1, 1, 2, GENERATIONS][random.integer(0, 3)] ?? 1
    const recipients = Array.from({ length: count }, (_, next) => {
      return generations[(first + next) % GENERATIONS]!.certificate
    })
    await writeFile(join(folder, nameOf(index)), await encrypted(recipients, index))
  }
  scan = await decryptAll()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function makeGenerations(): Promise<readonly Generation[]> {
  const ca = await createPrivateCa(new Date(START))
  const pairs = await Promise.all(Array.from({ length: GENERATIONS }, () => generateKeyPair(2_048)))
  return pairs.map((keys, index) => {
    const from = new Date(START + index * YEAR_MS)
    const to = new Date(from.getTime() + 2 * YEAR_MS)
    const pem = leaf(ca, { name: `G${index}`, keys, serial: `0${index + 1}`, from, to })
    const certificate = parseCertificate(pem)
    const { privateKey } = keys
    return { certificate, key: rsaRecipientKey({ certificate, privateKey, rejection: "explicit" }) }
  })
}

async function encrypted(recipients: readonly Certificate[], index: number): Promise<Buffer> {
  const { stream } = encryptContent({
    recipients,
    envelopeProfile: index % 2 === 0 ? "classic" : "modern",
    recipientId: index % 7 === 0 ? "subjectKeyIdentifier" : "issuerAndSerialNumber",
    isDigested: false,
  })
  stream.end(contentOf(index))
  return buffer(stream)
}

function contentOf(index: number): string {
  return `recording ${index}`
}

function nameOf(index: number): string {
  return `${index}.p7m`
}

async function decryptAll(): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, readonly number[]>()
  for (let index = 0; index < RECORDINGS; index += 1) {
    const stored = await readFile(join(folder, nameOf(index)))
    const opened: number[] = []
    for (const [place, { key }] of generations.entries()) {
      if (await opens(stored, key, contentOf(index))) opened.push(place)
    }
    found.set(nameOf(index), opened)
  }
  return found
}

/** Opened is only what decrypts to what was recorded. */
async function opens(stored: Buffer, key: RecipientKey, content: string): Promise<boolean> {
  try {
    const envelope = await openEnvelope(memorySource(stored), {
      keys: [key],
      segments: null,
      policy: "compat",
    })
    try {
      return (await buffer(envelope.content())).toString() === content
    } finally {
      envelope.close()
    }
  } catch (error) {
    if (isGirError(error, "ERR_CMS_NO_RECIPIENT")) return false
    throw error
  }
}

/** @param held places of the generations whose keys are there. */
function census(held: readonly number[]): Promise<Tally> {
  const keystore = keystoreOf(held.map((place) => generations[place]!.certificate))
  const complain = (what: string): void => expect.fail(what)
  return countFolders([folder], {
    folder,
    signal: new AbortController().signal,
    keystore,
    complain,
  })
}

const ALL = Array.from({ length: GENERATIONS }, (_, place) => place)

describe(`census of ${RECORDINGS} recordings under ${GENERATIONS} generations (seed ${SEED})`, () => {
  it("equals a full decrypt scan, certificate by certificate", async () => {
    const tally = await census(ALL)
    expect(tally).toMatchObject({
      files: RECORDINGS,
      encrypted: RECORDINGS,
      cannotBeOpened: { count: 0 },
    })
    const opened = [...scan.values()]
    for (const [place, { certificate }] of generations.entries()) {
      const keystore = keystoreOf([certificate])
      // By issuer and serial number, and by key identifier: two names of one certificate.
      const needs = tally.needs.filter((need) => keystore.holds(need))
      const sum = (of: "files" | "onlyThis"): number =>
        needs.reduce((total, need) => total + need[of], 0)
      const concerned = opened.filter((places) => places.includes(place))
      expect(sum("files")).toBe(concerned.length)
      expect(sum("onlyThis")).toBe(concerned.filter((places) => places.length === 1).length)
    }
  })

  it.each(ALL)(
    "after generation %i's key is gone, names exactly the recordings that are lost",
    async (gone) => {
      const { cannotBeOpened } = await census(ALL.filter((place) => place !== gone))
      const lost = [...scan].flatMap(([name, places]) =>
        places.every((place) => place === gone) ? [join(folder, name)] : [],
      )
      expect(lost.length).toBeGreaterThan(0)
      expect(cannotBeOpened?.count).toBe(lost.length)
      expect(cannotBeOpened?.paths.toSorted()).toEqual(lost.toSorted())
    },
  )
})
