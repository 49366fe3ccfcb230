import { execFileSync } from "node:child_process"
import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { McpStatus } from "@gir/contracts"
import { systemClock } from "@gir/sim"
import { generateKeyPair, issueCertificate, type IssuedCertificate, type KeyPair } from "@gir/x509"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { tempFolder } from "../harness/temp-folder.ts"
import { receiptOf, startWorld } from "../harness/world.ts"

/** root -> inter1 -> inter2 -> inter3 -> recording certificate, as the guide numbers them. */
interface Chain {
  readonly root: string
  readonly inter1: string
  readonly inter2: string
  readonly inter3: string
  readonly recording: IssuedCertificate
}

let world: Awaited<ReturnType<typeof startWorld>>
let chain: Chain
let folder: { path: string; remove: () => Promise<void> }

beforeAll(async () => {
  folder = await tempFolder()
  chain = await makeChain()
  world = await startWorld()
})

afterAll(async () => {
  await world.close()
  await folder.remove()
})

async function makeChain(): Promise<Chain> {
  const now = systemClock.now().getTime()
  const validity = { notBefore: new Date(now - 60_000), notAfter: new Date(now + 86_400_000) }
  const keys = await Promise.all([0, 1, 2, 3, 4].map(() => generateKeyPair(2_048)))
  const [rootKeys, ...rest] = keys as [KeyPair, KeyPair, KeyPair, KeyPair, KeyPair]
  const root = issueCertificate({
    subject: { commonName: "Chain Root" },
    role: "ca",
    issuer: "self",
    privateKey: rootKeys.privateKey,
    ...validity,
  })
  let issuer = { certificatePem: root.pem, privateKey: rootKeys.privateKey }
  const issue = (commonName: string, role: "ca" | "recording", { publicKey }: KeyPair) =>
    issueCertificate({ subject: { commonName }, role, issuer, publicKey, ...validity })
  const intermediates = rest.slice(0, 3).map((pair, index) => {
    const made = issue(`Chain Intermediate ${index + 1}`, "ca", pair)
    issuer = { certificatePem: made.pem, privateKey: pair.privateKey }
    return made.pem
  })
  const [inter1 = "", inter2 = "", inter3 = ""] = intermediates
  const recording = issue("Chained Recording", "recording", rest[3] as KeyPair)
  return { root: root.pem, inter1, inter2, inter3, recording }
}

/** Puts a CA file below the MCP's own folder, where its guide path is resolved. */
async function placeOnMcp(pathInRoot: string, text: string | Uint8Array): Promise<void> {
  const file = join(world.state.nodeRoot("mcp-1"), pathInRoot)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

/** Records a call on a profile that trusts this CA file only. */
async function recordWith(name: string, bundle: string | Uint8Array) {
  const caFilePath = `/genesys/mcp/certificates/Environment/${name}`
  await placeOnMcp(caFilePath, bundle)
  const ivrProfileDbid = await world.newProfile({
    caFilePath,
    certificates: [chain.recording.pem],
  })
  return world.record({ ivrProfileDbid })
}

async function recipientsOf(recordingId: string): Promise<readonly string[]> {
  const { protection } = await receiptOf(world.peers, recordingId)
  return (protection?.recipients ?? []).map(({ certificateSha256 }) => certificateSha256)
}

describe("a chained certificate", () => {
  it("is trusted by the bundle that the guide's cat command makes", async () => {
    const { inter1, inter2, inter3, root } = chain
    const files = { crt_inter3: inter3, crt_inter2: inter2, crt_inter1: inter1, root_ca: root }
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder.path, `${name}.pem`), text)
    }
    const bundle = execFileSync(
      "sh",
      ["-c", "cat crt_inter3.pem crt_inter2.pem crt_inter1.pem root_ca.pem"],
      { cwd: folder.path },
    )
    const { recordingId, call } = await recordWith("cat.pem", bundle)
    expect(call.status).toBe("done")
    expect(await recipientsOf(recordingId)).toEqual([chain.recording.certificate.sha256])
  })

  it("is trusted by a bundle with additional information, which the MCP's log points out", async () => {
    const dirty = [chain.inter3, chain.inter2, chain.inter1, chain.root]
      .map((pem, index) => `Bag Attributes\n    friendlyName: number ${index}\nKey: none\n${pem}`)
      .join("\n")
    const { recordingId, call } = await recordWith("dirty.pem", dirty)
    expect(call.status).toBe("done")
    expect(await recipientsOf(recordingId)).toEqual([chain.recording.certificate.sha256])
    expect(await noticesOf("dirty.pem")).toEqual([
      expect.stringMatching(/lines outside the certificates are left out, the first is line 1/),
    ])
  })

  it("is trusted by a bundle with the line ends of Windows, which the log points out", async () => {
    const text = chain.inter3 + chain.inter2 + chain.inter1 + chain.root
    const { call } = await recordWith("crlf.pem", text.replaceAll("\n", "\r\n"))
    expect(call.status).toBe("done")
    expect(await noticesOf("crlf.pem")).toEqual([expect.stringContaining("CRLF")])
  })

  it.each([
    [
      "glued.pem",
      "files without a last line end",
      () => glue(["inter3", "inter2", "inter1", "root"]),
    ],
    ["order.pem", "root first", () => join4(["root", "inter1", "inter2", "inter3"])],
    ["gap.pem", "a missing intermediate", () => join4(["inter3", "inter1", "root"])],
    ["root.pem", "the root alone", () => join4(["root"])],
    ["empty.pem", "nothing", () => "\n"],
  ])("is not trusted by %s: %s", async (name, _what, bundle) => {
    const { call } = await recordWith(name, bundle())
    expect(call).toMatchObject({ status: "failed", code: "ERR_MCP_NO_USABLE_RECIPIENT" })
    expect(await world.storedFiles()).not.toContainEqual(expect.stringContaining(name))
  })
})

type Part = "root" | "inter1" | "inter2" | "inter3"

function join4(parts: readonly Part[]): string {
  return parts.map((part) => chain[part]).join("")
}

/** What `cat` makes of files that do not end with a line end. */
function glue(parts: readonly Part[]): string {
  return parts.map((part) => chain[part].trimEnd()).join("")
}

async function noticesOf(name: string): Promise<string[]> {
  const log = await world.logOf("mcp-1")
  return log
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { path?: string; notice?: string })
    .filter(({ path, notice }) => path?.endsWith(name) === true && notice !== undefined)
    .map(({ notice }) => notice ?? "")
}

describe("[mpc] mediamgr.CA_file", () => {
  it("is the CA file of a profile that names none, after the MCP is restarted", async () => {
    await placeOnMcp("c/keystore/ca_cert.pem", join4(["inter3", "inter2", "inter1", "root"]))
    await world.http("config-server").request({
      method: "PUT",
      path: "/applications/mcp-1",
      body: {
        type: "Media Control Platform",
        options: { mpc: { "mediamgr.CA_file": "c:\\keystore\\ca_cert.pem" } },
      },
    })
    const ivrProfileDbid = await world.newProfile({
      caFilePath: null,
      certificates: [chain.recording.pem],
    })
    const before = await world.record({ ivrProfileDbid })
    expect(before.call).toMatchObject({ status: "failed", code: "ERR_MCP_NO_USABLE_RECIPIENT" })
    expect(await caFileOption()).toMatchObject({
      configured: "c:\\keystore\\ca_cert.pem",
      effective: null,
      isRestartPending: true,
    })
    await world.installation.supervisor.restart("mcp-1")
    expect(await caFileOption()).toMatchObject({ isRestartPending: false })
    const after = await world.record({ ivrProfileDbid })
    expect(after.call.status).toBe("done")
    expect(await recipientsOf(after.recordingId)).toEqual([chain.recording.certificate.sha256])
  })
})

async function caFileOption(): Promise<McpStatus["restartOptions"][number] | undefined> {
  const [mcp] = await world.peers.mcps()
  return mcp?.restartOptions.find(({ option }) => option === "mediamgr.CA_file")
}
