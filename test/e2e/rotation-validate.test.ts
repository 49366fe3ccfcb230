import { createPrivateKey } from "node:crypto"
import { mkdir, readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { systemClock } from "@gir/sim"
import {
  openKeyPool,
  planEvidence,
  planOpenssl,
  readPlan,
  readSimulatorConfig,
  rehearsePlanOn,
  runPreflight,
  withStage,
  type Stage,
} from "@gir/simulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  makeRotationSet,
  newLeaf,
  NEW_TO,
  signAuthority,
  signIntermediate,
  signLeaf,
  writeRotation,
  type RotationSet,
} from "../harness/rotation-set.ts"
import { runGir } from "../harness/run-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"

const NO_RECIPIENT = "ERR_MCP_NO_USABLE_RECIPIENT"
const { signal } = new AbortController()

let set: RotationSet
let folder: string
let removeFolder: () => Promise<void>
let stage: Stage
let endStage: () => void
let stageEnded: Promise<void>

/** One installation serves all: each rehearsal begins with nothing of the one before. */
beforeAll(async () => {
  set = await makeRotationSet()
  const temporary = await tempFolder()
  folder = temporary.path
  removeFolder = temporary.remove
  const options = { config: readSimulatorConfig({}), keys: openKeyPool(), signal }
  await new Promise<void>((resolve, reject) => {
    stageEnded = withStage({ ...options, envelopeProfile: "classic" }, async (started) => {
      stage = started
      resolve()
      await new Promise<void>((end) => {
        endStage = end
      })
    })
    stageEnded.catch(reject)
  })
})
afterAll(async () => {
  endStage()
  await stageEnded
  await removeFolder()
})

function files(): Record<string, string> {
  return {
    "ca.pem": set.ca.caBundlePem,
    "old.pem": set.oldPem,
    "old.key": set.oldKeys.privateKeyPem,
    "new.pem": set.newPem,
    "new.key": set.newKeys.privateKeyPem,
  }
}

let runs = 0

async function validate(given: Record<string, string>, more = "") {
  const own = join(folder, `set-${(runs += 1)}`)
  // Recordings of the same seed have the same ids, and an installation records each of them once.
  await writeRotation(own, given, `${more}seed: ${runs}\n`)
  const plan = await readPlan("plan.yaml", own)
  const preflight = await runPreflight(plan, planOpenssl(plan))
  const options = { clock: systemClock, signal, preflight, onProgress: () => undefined }
  const run = await rehearsePlanOn(stage, plan, { ...options, runId: `plan-${runs}` })
  const rehearsal = { run, oracleTests: [] }
  const head = { rehearsal, preflight, census: null, command: "", requireProof: false }
  const evidence = planEvidence(plan, head)
  const broken = run.steps.flatMap(({ expectations }, index) =>
    expectations
      .filter(({ status }) => status === "broken")
      .map((one) => ({ step: index + 1, ...one })),
  )
  return {
    evidence,
    run,
    broken,
    codes: preflight.filter(({ status }) => status === "broken").map(({ code }) => code),
    /** Numbers of the steps in which calls were refused. */
    refusedIn: [
      ...new Set(run.refusals.filter(({ code }) => code === NO_RECIPIENT).map(({ step }) => step)),
    ],
    playing: run.cells.filter(({ status }) => status === "plays").length,
  }
}

describe("gir rotation validate on sets of certificates", () => {
  it("sound files: every recording plays at every step; after A expired a rollback refuses calls", async () => {
    const { evidence, run, refusedIn } = await validate(files())
    expect(evidence).toMatchObject({ verdict: "held", exitCode: 0 })
    expect(run.media).toHaveLength(5)
    expect(refusedIn).toEqual([6])
    expect(evidence.sentence).toBe("5 of 5 recordings are proved to play after the rotation")
  })

  it("expired intermediate: new calls are refused, and what was recorded plays on", async () => {
    const soon = new Date("2026-11-15T00:00:00Z")
    const ca = signIntermediate(set, { to: soon }) + set.ca.root.pem
    const { evidence, codes, refusedIn, run, playing } = await validate({
      ...files(),
      "ca.pem": ca,
    })
    expect(evidence).toMatchObject({ verdict: "broken", exitCode: 1 })
    expect(new Set(codes)).toEqual(new Set(["ERR_X509_CHAIN_EXPIRED"]))
    expect(refusedIn).toEqual([2, 3, 4, 5, 6])
    expect(run.media).toHaveLength(1)
    expect(playing).toBe(run.steps.length)
  })

  it("missing intermediate of the new certificate: refused once A is gone, A's recordings play", async () => {
    const other = await signAuthority("Other CA", { to: NEW_TO, issuer: set.ca.root })
    const next = signLeaf(other, newLeaf(set.newKeys))
    const { evidence, codes, refusedIn, run } = await validate({ ...files(), "new.pem": next })
    expect(evidence.exitCode).toBe(1)
    expect(codes).toEqual(["ERR_X509_CHAIN_ISSUER_MISSING"])
    expect(evidence.preflight.find(({ code }) => code === codes[0])?.message).toContain(
      "CN=Other CA",
    )
    expect(refusedIn).toEqual([4, 5, 6])
    expect(run.cells.every(({ status }) => status === "plays")).toBe(true)
  })

  it("cross-signed, expired path first: OpenSSL's refusal counts, with the order that passes", async () => {
    const oldRoot = await signAuthority("Old Root", { to: new Date("2026-11-15T00:00:00Z") })
    const cross = signIntermediate(set, { to: NEW_TO, signer: oldRoot })
    const ca = cross + set.ca.intermediate.pem + oldRoot.pem + set.ca.root.pem
    const { evidence, codes, refusedIn, playing } = await validate({ ...files(), "ca.pem": ca })
    expect(evidence.exitCode).toBe(1)
    expect(new Set(codes)).toEqual(new Set(["ERR_X509_CHAIN_OPENSSL_REFUSES"]))
    expect(refusedIn).toEqual([2, 3, 4, 5, 6])
    expect(playing).toBe(6)
    const [finding] = evidence.preflight.filter(({ status }) => status === "broken")
    expect(finding?.mend).toContain("This order passes: line")
  })

  it("wrong order: the strict MCP refuses, and the clean file is offered", async () => {
    const ca = set.ca.root.pem + set.ca.intermediate.pem
    const { evidence, codes, refusedIn } = await validate({ ...files(), "ca.pem": ca })
    expect(evidence.exitCode).toBe(1)
    expect(codes).toEqual(["ERR_X509_BUNDLE_ORDER"])
    expect(refusedIn).toEqual([1, 2, 3, 4, 5, 6])
    const lenient = await validate({ ...files(), "ca.pem": ca }, "policy: { bundleOrder: warn }\n")
    expect(lenient.evidence).toMatchObject({ verdict: "held", exitCode: 0 })
  })

  it("same issuer and serial on another key: a collision; forced, both groups play", async () => {
    const twin = signLeaf(set.ca.intermediate, newLeaf(set.newKeys, "2A01"))
    const { evidence, codes, run } = await validate({ ...files(), "new.pem": twin })
    expect(evidence.exitCode).toBe(1)
    expect(codes).toEqual(["ERR_RCS_ISSUER_SERIAL_CONFLICT"])
    expect(run.policy).toMatchObject({ issuerSerialCollision: "accept" })
    const alone = run.media.filter(({ recipients }) => recipients.length === 1)
    const ids = new Set(alone.map(({ mediaId }) => mediaId))
    expect(ids.size).toBeGreaterThanOrEqual(3)
    const cells = run.cells.filter(({ mediaId }) => ids.has(mediaId))
    expect(cells.every(({ status }) => status === "plays")).toBe(true)
  })

  it("renewed on the same key: everything plays, and the report says that it is not re-keyed", async () => {
    const renewed = signLeaf(set.ca.intermediate, newLeaf(set.oldKeys))
    const given = { ...files(), "new.pem": renewed, "new.key": set.oldKeys.privateKeyPem }
    const { evidence } = await validate(given)
    expect(evidence).toMatchObject({ verdict: "held", exitCode: 0 })
    expect(evidence.preflight.map(({ message }) => message).join()).toContain(
      "renewed, not re-keyed",
    )
  })

  it("not yet valid at the cut-over: in the overlap A serves alone, after it calls are refused", async () => {
    const dates =
      "  before: 2026-11-01\n  overlap: 2026-11-05\n  newValid: 2026-11-10\n  oldRemoved: 2026-11-20\n"
    const { evidence, codes, refusedIn, broken } = await validate(files(), `steps:\n${dates}`)
    expect(evidence.exitCode).toBe(1)
    expect(codes).toEqual(["ERR_X509_CERTIFICATE_NOT_YET_VALID"])
    expect(refusedIn).toContain(4)
    expect(broken.every(({ step }) => step === 4)).toBe(true)
  })

  it("without the new key: exactly the cells that only it opens are not proved", async () => {
    const { "new.key": _key, ...keyless } = files()
    const { evidence, run } = await validate(keyless)
    expect(evidence).toMatchObject({ verdict: "notProved", exitCode: 0 })
    const onlyNew = run.media.filter(({ recipients }) =>
      recipients.every(({ serialNumber }) => serialNumber === "2A02"),
    )
    const ids = new Set(onlyNew.map(({ mediaId }) => mediaId))
    expect(ids.size).toBe(2)
    for (const { mediaId, status } of run.cells) {
      expect(status).toBe(ids.has(mediaId) ? "notProved" : "plays")
    }
  })
})

describe("gir rotation validate as a command", () => {
  it("writes a pack without any byte of a key, tests its oracle, and leaves nothing behind", async () => {
    const own = join(folder, "command")
    const { "new.key": _key, ...keyless } = files()
    await writeRotation(own, keyless)
    const temporary = join(own, "temporary")
    await mkdir(temporary)
    const args = ["rotation", "validate", "--plan", "plan.yaml", "--report", "evidence"]
    const env = { TMPDIR: temporary }
    const run = await runGir([...args, "--require-proof"], { folder: own, env })
    expect(run.exitCode, run.stderr).toBe(1)
    expect(run.stdout).toMatch(
      /^\? Not proved in full: \d+ of \d+ expectations held, 5 could not be checked without newKey$/m,
    )
    expect(await readdir(temporary)).toEqual([])

    const names = await readdir(join(own, "evidence"))
    expect(names.toSorted()).toEqual(["evidence.json", "index.html", "junit.xml", "runbook.md"])
    const texts = await Promise.all(
      names.map((name) => readFile(join(own, "evidence", name), "utf8")),
    )
    for (const secret of secretsOf(set.oldKeys.privateKeyPem)) {
      expect(texts.some((text) => text.includes(secret))).toBe(false)
    }
    const json = texts[names.indexOf("evidence.json")] ?? ""
    const { oracleTests } = JSON.parse(json) as {
      oracleTests: { planted: string; isCaught: boolean }[]
    }
    expect(new Set(oracleTests.map(({ planted }) => planted)).size).toBe(2)
    expect(oracleTests.every(({ isCaught }) => isCaught)).toBe(true)
  })
})

/** Pieces of a private key, in every dress in which it could have slipped through. */
function secretsOf(pem: string): readonly string[] {
  const key = createPrivateKey(pem)
  const { d = "", p = "", q = "" } = key.export({ format: "jwk" })
  const numbers = [d, p, q].map((text) => Buffer.from(text, "base64url"))
  const lines = pem.split("\n").filter((line) => line.length > 40 && !line.startsWith("-----"))
  const dressed = numbers.flatMap((number) =>
    (["hex", "base64", "base64url"] as const).map((form) => number.toString(form).slice(0, 40)),
  )
  return [...lines, ...dressed]
}
