import { GirError } from "@gir/errors"
import { basename, dirname, relative, resolve } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import { writeFiles } from "../cli/write-files.ts"
import { classifyFolder, type FoundFile } from "../rotation/classify-files.ts"
import { planText } from "../rotation/plan-text.ts"
import { sortFiles, type Sorted, type SortedFiles } from "../rotation/sort-files.ts"

export interface RotationPlanOptions {
  readonly from: string
  readonly out: string
  readonly json: boolean
}

/** Sorts the PEM files of a folder by their content and writes a plan to be edited. */
export async function rotationPlanCommand(
  options: RotationPlanOptions,
  { terminal, folder }: CommandContext,
): Promise<ExitCode> {
  const from = resolve(folder, options.from)
  const out = resolve(folder, options.out)
  const sorted = sortFiles(await filesIn(from, options.from))
  const command = `npx gir rotation plan --from ${options.from} --out ${options.out}`
  const text = planText({ sorted, from, planFolder: dirname(out), command })
  await writeFiles(dirname(out), [{ name: basename(out), text, isPrivate: false }])
  if (options.json) {
    terminal.out(JSON.stringify(documentOf(sorted, options.out), null, 2))
    return EXIT.held
  }
  for (const line of alignColumns(rowsOf(sorted))) terminal.out(line)
  terminal.out(`Plan      ${options.out}`)
  const report = relative(folder, resolve(dirname(out), "evidence"))
  terminal.out(`Next      npx gir rotation validate --plan ${options.out} --report ${report}`)
  return EXIT.held
}

async function filesIn(from: string, name: string): Promise<readonly FoundFile[]> {
  try {
    return await classifyFolder(from)
  } catch (cause) {
    if (cause instanceof GirError) throw cause
    const message = `${name} is no folder that can be read`
    throw new GirError("ERR_CLI_INPUT_UNREADABLE", message, { where: name, cause })
  }
}

function rowsOf({ bundle, old, next, aside }: SortedFiles): readonly (readonly string[])[] {
  const used = [
    ["caBundle", bundle.name, `${bundle.certificates.length} CA certificates`],
    ["oldCertificate", old.name, words(old)],
    ["oldKey", ...keyWords(old)],
    ["newCertificate", next.name, words(next)],
    ["newKey", ...keyWords(next)],
  ]
  return [...used, ...aside.map(({ name, reason }) => ["not used", name, reason])].map((row) =>
    row.map((cell) => cell.replaceAll(/\p{C}/gu, "?")),
  )
}

function words({ certificate }: Sorted): string {
  const { subject, serialNumber, notBefore, notAfter } = certificate
  const [from, to] = [notBefore, notAfter].map((date) => date.toISOString().slice(0, 10))
  return `${subject.commonName ?? subject.rfc4514} · serial ${serialNumber} · ${from} to ${to}`
}

function keyWords({ key }: Sorted): readonly [string, string] {
  if (key === null) return ["not there", "what only its certificate opens stays not proved"]
  return [key.name, key.isLocked ? "locked: name its password file in the plan" : "belongs to it"]
}

function documentOf({ bundle, old, next, aside }: SortedFiles, plan: string): object {
  const facts = ({ name, certificate, key }: Sorted): object => ({
    certificate: name,
    serialNumber: certificate.serialNumber,
    key: key?.name ?? null,
    isKeyLocked: key?.isLocked ?? null,
  })
  const files = { caBundle: bundle.name, old: facts(old), new: facts(next), notUsed: aside }
  return {
    schema: "gir.rotation-plan/1",
    verdict: "held",
    exitCode: EXIT.held,
    plan,
    files,
    errors: [],
  }
}
