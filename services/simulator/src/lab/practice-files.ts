import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { isGiven } from "../scenario/scenario.ts"
import { caFileText } from "../scenario/world/ca-file.ts"
import type { KnownCertificate } from "../scenario/world/authority.ts"
import type { World } from "../scenario/world/world.ts"
import type { Lab } from "./lab.ts"

const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700

/**
 * What a student chooses in the console's file dialogs. The keys are made to practise with: they
 * open nothing but the recordings of the lab, and go with its installation.
 */
export async function writePracticeFiles(
  folder: string,
  lab: Pick<Lab, "caFiles" | "lostKeys">,
  world: World,
): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER })
  const write = (name: string, text: string): Promise<void> =>
    writeFile(join(folder, name), text, { mode: PRIVATE_FILE })
  const { authority } = world
  for (const [name, { requestPem, privateKeyPem }] of authority.requests()) {
    await write(`${name}_cert.req`, requestPem)
    await write(`${name}_private_key.pem`, privateKeyPem)
  }
  for (const one of authority.all()) {
    if (isAuthority(one, world)) await write(`${one.name}.pem`, caText(one.name, lab, world))
    else {
      await write(`${one.name}_cert.pem`, one.pem)
      if (lab.lostKeys.includes(one.name) || one.privateKey === null) continue
      await write(`${one.name}_private_key.pem`, one.privateKey.pem)
    }
  }
}

function isAuthority({ name }: KnownCertificate, { scenario }: World): boolean {
  const plan = scenario.certificates[name]
  return plan !== undefined && !isGiven(plan) && plan.role === "ca"
}

/** As CAs send them: with the text of `openssl x509 -text` above, when the lab is about that. */
function caText(name: string, { caFiles }: Pick<Lab, "caFiles">, { authority }: World): string {
  return caFileText([name], { authority, form: caFiles === "dirty" ? "text" : "clean" })
}
