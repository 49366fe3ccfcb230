import { encryptContent } from "@gir/cms-encrypt"
import { generateKeyPair, parseCertificate } from "@gir/x509"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { buffer } from "node:stream/consumers"
import { expect, test } from "vitest"
import { evidencePage } from "../src/evidence/page.ts"
import { censusFindings, planCensus } from "../src/rotation/plan-census.ts"
import { readPlan } from "../src/rotation/read-plan.ts"
import { sampleEvidence } from "./evidence-sample.ts"
import { folderWith, leaf, makeRotationFiles, OLD_FROM, OLD_TO } from "./rotation-files.ts"

async function store(path: string, pems: readonly string[]): Promise<void> {
  const recipients = pems.map((pem) => parseCertificate(pem))
  const { stream } = encryptContent({ recipients, envelopeProfile: "classic", isDigested: false })
  stream.end("a recording")
  await writeFile(path, await buffer(stream))
}

test("a folder of recordings: those that only the old key opens are counted, those that none opens are named", async () => {
  const { ca, oldPem, newPem, oldKeys } = await makeRotationFiles()
  const keys = await generateKeyPair(2_048)
  const lost = leaf(ca, { name: "Z", keys, serial: "2A00", from: OLD_FROM, to: OLD_TO })
  const folder = await folderWith({
    "ca.pem": ca.caBundlePem,
    "old.pem": oldPem,
    "new.pem": newPem,
    "old.key": oldKeys.privateKeyPem,
    "plan.yaml":
      "caBundle: ca.pem\noldCertificate: old.pem\noldKey: old.key\nnewCertificate: new.pem\ncensus: archive\n",
  })
  await mkdir(join(folder, "archive", "2026"), { recursive: true })
  await store(join(folder, "archive", "a.p7m"), [oldPem])
  await store(join(folder, "archive", "ab.p7m"), [oldPem, newPem])
  await store(join(folder, "archive", "2026", "b.p7m"), [newPem])
  await store(join(folder, "archive", "2026", "z.p7m"), [lost])

  const plan = await readPlan("plan.yaml", folder)
  const { signal } = new AbortController()
  const census = await planCensus(plan, { signal, complain: (what) => expect.fail(what) })
  expect(census?.cannotBeOpened).toEqual({ count: 2, paths: ["2026/b.p7m", "2026/z.p7m"] })
  expect(
    census?.needs.map(({ certificate, files, onlyThis }) => [certificate, files, onlyThis]),
  ).toEqual(
    expect.arrayContaining([
      ["A", 2, 1],
      ["B", 2, 1],
      [null, 1, 1],
    ]),
  )
  expect(censusFindings(census, plan).map(({ status, message }) => [status, message])).toEqual([
    ["held", "4 encrypted recordings; 1 open only with the key of A: keep it"],
    ["notProved", "2 of 4 recordings open with no key of the plan"],
  ])
  const { text } = evidencePage({ ...sampleEvidence(), census: census! })
  expect(text).toContain("2026/z.p7m")
})
