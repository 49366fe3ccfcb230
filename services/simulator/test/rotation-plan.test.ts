import { isGirError, type GirError } from "@gir/errors"
import { createPrivateKey } from "node:crypto"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeAll, expect, test } from "vitest"
import { errorBlock } from "../src/cli/error-block.ts"
import { readPlan } from "../src/rotation/read-plan.ts"
import { folderWith, makeRotationFiles, type RotationFiles } from "./rotation-files.ts"
import { runCommand } from "./run-command.ts"

const NOW = new Date("2026-11-01T00:00:00Z")

let files: RotationFiles

beforeAll(async () => {
  files = await makeRotationFiles()
})

/** Every file under a name that says something else. */
function misnamed(): Record<string, string> {
  return {
    "old.key": files.ca.caBundlePem,
    "ca.pem": files.newPem,
    "certificate.txt": files.oldPem,
    "a.pem": files.newKeys.privateKeyPem,
    "b.crt": files.oldKeys.privateKeyPem,
    "notes.txt": "Remember the milk",
  }
}

async function planOf(folder: string): Promise<string> {
  const run = await runCommand(["rotation", "plan", "--from", ".", "--out", "plan.yaml"], {
    folder,
    now: NOW,
  })
  expect(run.stderr).toBe("")
  expect(run.exitCode).toBe(0)
  return readFile(join(folder, "plan.yaml"), "utf8")
}

test("sorts misnamed PEM files by what they hold, and the plan can be read as it is", async () => {
  const folder = await folderWith(misnamed())
  const text = await planOf(folder)
  expect(text).toMatch(/^caBundle: old\.key +# 2 CA certificates$/m)
  expect(text).toMatch(
    /^oldCertificate: certificate\.txt +# Interaction Recording A, serial 2A01, RSA 2048/m,
  )
  expect(text).toMatch(/^oldKey: b\.crt +# belongs to it$/m)
  expect(text).toMatch(/^newCertificate: ca\.pem/m)
  expect(text).toMatch(/^newKey: a\.pem/m)
  expect(text).toContain("#   notes.txt: no certificate and no key")
  expect(text).not.toContain("PRIVATE KEY")
  const plan = await readPlan("plan.yaml", folder)
  expect(plan.next.key?.name).toBe("a.pem")
  expect(plan.inputs.map(({ file }) => file)).toEqual([
    "plan.yaml",
    "old.key",
    "certificate.txt",
    "ca.pem",
  ])
  expect(plan.dates.overlap).toEqual(new Date("2026-12-01T00:00:00Z"))
  expect(plan.dates.oldExpired > plan.old.certificate.notAfter).toBe(true)
})

test("without the new key the plan says that it is not there", async () => {
  const { "a.pem": _newKey, ...others } = misnamed()
  const folder = await folderWith(others)
  expect(await planOf(folder)).toMatch(/^# newKey: FILE +# none of the folder's keys/m)
  expect((await readPlan("plan.yaml", folder)).next.key).toBeNull()
})

test("a locked key goes to the certificate that has none, and needs its password file", async () => {
  const locked = createPrivateKey(files.newKeys.privateKeyPem)
    .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "correct horse" })
    .toString()
  const folder = await folderWith({ ...misnamed(), "a.pem": locked, secret: "correct horse\n" })
  const text = await planOf(folder)
  expect(text).toMatch(/^newKey: a\.pem +# locked/m)
  await expect(readPlan("plan.yaml", folder)).rejects.toMatchObject({
    code: "ERR_X509_KEY_PASSWORD_MISSING",
  })
  await writeFile(
    join(folder, "plan.yaml"),
    text.replace(/# newKeyPasswordFile: FILE.*/, "newKeyPasswordFile: secret"),
  )
  expect((await readPlan("plan.yaml", folder)).next.key?.password).toBe("correct horse")
})

test("a folder without two certificates is refused, and told what it holds", async () => {
  const folder = await folderWith({ "ca.pem": files.ca.caBundlePem, "old.pem": files.oldPem })
  const run = await runCommand(["rotation", "plan", "--from", ".", "--out", "plan.yaml"], {
    folder,
    now: NOW,
  })
  expect(run.exitCode).toBe(2)
  expect(run.stderr).toContain("error[ERR_ROTATION_FILES_MISSING]")
  expect(run.stderr).toContain("1 CA files, 1 recording certificates and 0 private keys")
})

const PLAN = `caBundle: ca.pem
oldCertificate: old.pem
oldKey: old.key
newCertificate: new.pem
newKey: new.key
`

async function faultOf(plan: string, more: Record<string, string> = {}): Promise<GirError> {
  const folder = await folderWith({
    "ca.pem": files.ca.caBundlePem,
    "old.pem": files.oldPem,
    "new.pem": files.newPem,
    "old.key": files.oldKeys.privateKeyPem,
    "new.key": files.newKeys.privateKeyPem,
    "plan.yaml": plan,
    ...more,
  })
  const error: unknown = await readPlan("plan.yaml", folder).catch((cause: unknown) => cause)
  if (isGirError(error)) return error
  throw new Error("the plan was read")
}

test("a key of the other certificate is told with both lines and the file that matches", async () => {
  const fault = await faultOf(PLAN.replace("newKey: new.key", "newKey: old.key"))
  expect(errorBlock(fault).split("\n").slice(0, 7)).toEqual([
    "error[ERR_X509_KEY_MISMATCH]: this private key does not belong to this certificate",
    "  --> plan.yaml:5:9",
    " 4 | newCertificate: new.pem        Interaction Recording B, serial 2A02",
    " 5 | newKey: old.key",
    "   |         ^^^^^^^ RSA 2048; its public half is that of serial 2A01",
    expect.stringMatching(/^why: {2}/),
    "next: newKey: new.key          (in the same folder; it matches)",
  ])
})

test.each([
  ["newKee: x\n", "plan.yaml:6:1", 'unknown key "newKee"; did you mean "newKey"?'],
  ["steps:\n  overlap: 2026-02-30\n", "plan.yaml:7:12", "overlap 2026-02-30 is no time"],
  [
    "steps:\n  overlap: 2026-12-05\n  newValid: 2026-12-01\n",
    "plan.yaml:8:13",
    "newValid comes before",
  ],
  ["mcps:\n  - name: m\n  - name: m\n", "plan.yaml:8:11", "m stands there twice"],
  ["policy: { noUsableRecipient: refuze }\n", "plan.yaml:6:30", 'did you mean "refuse"?'],
])("refuses %j", async (addition, where, message) => {
  const fault = await faultOf(PLAN + addition)
  expect(fault.where).toBe(where)
  expect(fault.message).toContain(message)
})

test("a file that is not there is told with the one that was meant", async () => {
  const fault = await faultOf(PLAN.replace("new.pem", "nev.pem"))
  expect(fault).toMatchObject({ code: "ERR_CLI_INPUT_UNREADABLE", where: "plan.yaml:4:17" })
  expect(fault.next).toContain("newCertificate: new.pem")
})

test("one certificate under both names is no rotation", async () => {
  const fault = await faultOf(PLAN, {
    "new.pem": files.oldPem,
    "new.key": files.oldKeys.privateKeyPem,
  })
  expect(fault.message).toContain("nothing is rotated")
})
