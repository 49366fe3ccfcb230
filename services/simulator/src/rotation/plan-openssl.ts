import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { askOpenssl } from "../certificate/openssl-verify.ts"
import type { Plan } from "./plan.ts"
import type { AskOpenssl } from "./ask-openssl.ts"

/** Shows openssl the plan's files as they lie; another CA file goes through a temporary one. */
export function planOpenssl({ folder, bundle }: Pick<Plan, "folder" | "bundle">): AskOpenssl {
  return async ({ file }, at, bundlePem) => {
    const certificatePath = resolve(folder, file.name)
    if (bundlePem === undefined) {
      return askOpenssl({ certificatePath, caPath: resolve(folder, bundle.name), at })
    }
    const temporary = await mkdtemp(join(tmpdir(), "gir-ca-"))
    try {
      const caPath = join(temporary, "ca.pem")
      await writeFile(caPath, bundlePem)
      return await askOpenssl({ certificatePath, caPath, at })
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  }
}
