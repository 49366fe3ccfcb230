import { parseCertificate } from "@gir/x509"
import type { InstallationFacts, NodeFact } from "../facts.ts"
import { profileFact } from "./profile.ts"
import type { World } from "./world.ts"

/** How the installation stands now, in the rehearsal's own names. */
export async function readInstallation(world: World): Promise<InstallationFacts> {
  const { stage, authority, profile } = world
  const { peers, nodes } = stage
  const running = nodes.running()
  const rcsNames = running.filter((name) => name.startsWith("rcs-"))
  const [object, screens, mcps, keystores, rcsNodes] = await Promise.all([
    peers.configuration.profile(profile.dbid),
    peers.webServices.screenCertificates(),
    nodes.mcps(),
    Promise.all(rcsNames.map((name) => keysHeld(world, name))),
    Promise.all(rcsNames.map((name) => rcsFact(world, name))),
  ])
  const mcpFacts = mcps.map(({ node: name, restartOptions, ivrProfiles }): NodeFact => {
    const known = ivrProfiles.find(({ dbid }) => dbid === profile.dbid)
    return { name, profileVersion: known?.version ?? null, options: restartOptions.map(optionFact) }
  })
  return {
    profile: profileFact(object, world),
    keystores: Object.fromEntries(keystores),
    screenCertificates: screens.map(
      (pem) => authority.nameOf(parseCertificate(pem).sha256) ?? "unknown",
    ),
    nodes: [...mcpFacts, ...rcsNodes],
  }
}

async function keysHeld({ stage, authority }: World, name: string): Promise<[string, string[]]> {
  const held = await (await stage.nodes.rcs(name)).certificates()
  return [name, held.map(({ id }) => authority.nameOf(id) ?? "unknown").toSorted()]
}

async function rcsFact({ stage }: World, name: string): Promise<NodeFact> {
  const { restartOptions } = await (await stage.nodes.rcs(name)).status()
  return { name, profileVersion: null, options: restartOptions.map(optionFact) }
}

function optionFact(option: NodeFact["options"][number]): NodeFact["options"][number] {
  const { option: name, configured, effective, isRestartPending } = option
  return { option: name, configured, effective, isRestartPending }
}
