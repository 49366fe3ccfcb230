import { Type } from "typebox"
import { readFile, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { lint as lintFiles, type Severity } from "../../certificate/lint.ts"
import { askOpenssl } from "../../certificate/openssl-verify.ts"
import { Name } from "../file/words.ts"
import type { World } from "../world/world.ts"
import { ErrorCodeName } from "./error-code-name.ts"
import { defineExpectation, heldIf, isSameList, withBasis, wordsOf } from "./expectation.ts"

interface LintAnswer {
  readonly findings: readonly {
    readonly code: string
    readonly severity: Severity
    readonly message: string
  }[]
  /** Null where there is no openssl. */
  readonly openssl: string | null
}

/** What `gir certificate lint` says of a certificate and the CA file as it lies on an MCP. */
export const lint = defineExpectation({
  name: "lint",
  schema: withBasis({
    certificate: Name,
    on: Type.Optional(Name),
    errors: Type.Array(ErrorCodeName),
    warnings: Type.Optional(Type.Array(ErrorCodeName)),
    /** The answer of `openssl verify` begins with it: `OK`, `error 10 at depth 1`. */
    openssl: Type.Optional(Type.String({ minLength: 1 })),
    /** Must stand in a finding. */
    saying: Type.Optional(Type.String({ minLength: 1 })),
  }),
  refersTo: ({ certificate, on }) => ({
    certificates: [certificate],
    nodes: on === undefined ? [] : [on],
  }),
  probe: ({ certificate, on = "mcp-1" }, world) => lintOn(on, certificate, world),
  judge: ({ errors, warnings, openssl, saying }, { probe }) => {
    const answer = probe as LintAnswer
    const codesOf = (severity: Severity): string[] => [
      ...new Set(
        answer.findings.filter((one) => one.severity === severity).map(({ code }) => code),
      ),
    ]
    const said = answer.findings.map(({ message }) => message).join("; ")
    const isHeld =
      isSameList(errors, codesOf("error")) &&
      (warnings === undefined || isSameList(warnings, codesOf("warning"))) &&
      (openssl === undefined || answer.openssl === null || answer.openssl.startsWith(openssl)) &&
      (saying === undefined || said.includes(saying))
    const words = (
      e: readonly string[],
      w: readonly string[] | undefined,
      o: string | null | undefined,
    ): string =>
      `errors ${wordsOf(e)}${w === undefined ? "" : `; warnings ${wordsOf(w)}`}${o === undefined || o === null ? "" : `; openssl verify: ${o}`}`
    return heldIf(isHeld, {
      expected: `${words(errors, warnings, openssl)}${saying === undefined ? "" : `; saying "${saying}"`}`,
      found: isHeld
        ? words(errors, warnings, openssl)
        : `${words(codesOf("error"), codesOf("warning"), answer.openssl)}; ${said}`,
      hint: "npx gir certificate lint FILE --ca-bundle CA_FILE",
    })
  },
})

async function lintOn(node: string, name: string, world: World): Promise<LintAnswer> {
  const { stage, authority, caFilePath, clock } = world
  const caPath = join(stage.installation.state.nodeRoot(node), caFilePath)
  const { pem } = authority.get(name)
  const folder = await mkdtemp(join(tmpdir(), "gir-lint-"))
  try {
    const certificatePath = join(folder, "certificate.pem")
    await writeFile(certificatePath, pem)
    let openssl: string | null = null
    const { findings } = await lintFiles({
      certificate: { name: `${name}.pem`, bytes: Buffer.from(pem) },
      key: null,
      password: undefined,
      bundle: { name: "ca.pem", bytes: await readFile(caPath) },
      at: clock.now(),
      isAtAsked: true,
      askOpenssl: async (at) => {
        const answer = await askOpenssl({ certificatePath, caPath, at })
        openssl = answer?.words ?? null
        return answer
      },
    })
    return { findings: findings.flatMap(toPlain), openssl }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function toPlain({
  code,
  severity,
  message,
}: {
  readonly code: string | null
  readonly severity: Severity
  readonly message: string
}) {
  return code === null ? [] : [{ code, severity, message }]
}
