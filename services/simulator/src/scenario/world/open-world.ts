import { newIvrProfileOptions } from "@gir/ivr-profile"
import { seededRandom } from "@gir/sim"
import { createHash } from "node:crypto"
import { join } from "node:path"
import { clearCaStore, placeCaFile } from "../../installation/ca-files.ts"
import { policyEnvironments, policyWords, withPolicy, type Policy } from "../policy.ts"
import { OWN_INTERMEDIATE, OWN_ROOT, type Scenario } from "../scenario.ts"
import { openAuthority, type Authority } from "./authority.ts"
import { caFileText } from "./ca-file.ts"
import { emptyKeystore } from "./keystore.ts"
import { openLogReader } from "./log-reader.ts"
import { setApplicationOption } from "./application-option.ts"
import { resetRoutes } from "./routes.ts"
import { openSessions } from "./sessions.ts"
import type { Stage } from "./stage.ts"
import { newNotes } from "./step-notes.ts"
import { openWorldClock } from "./world-clock.ts"
import { TENANT, type World } from "./world.ts"

export interface WorldOptions {
  readonly stage: Stage
  readonly scenario: Scenario
  readonly policy: Policy
  readonly seed: number
  /** Tells runs of the same scenario on one installation apart; 0 when it is the only one. */
  readonly attempt?: number
}

/** Makes an installation ready for one rehearsal: nothing is left of the one before. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { stage, scenario, policy, seed } = options
  const clock = openWorldClock(scenario.clock, stage.clocks)
  await stage.nodes.require(scenario.nodes)
  await resetStage(options)
  await clock.set(scenario.clock)
  const { certificates: plans } = scenario
  const authority = openAuthority({
    plans,
    keys: stage.keys,
    start: scenario.clock,
    now: () => clock.now(),
  })
  const caFilePath = `/genesys/mcp/certificates/${TENANT}/${scenario.name}-ca.pem`
  await placeOwnCaFile(options, authority, caFilePath)
  const profile = await createProfile(options, caFilePath)
  return {
    stage,
    scenario,
    policy,
    seed,
    random: seededRandom(runSeed(options)),
    authority,
    sessions: openSessions(stage.peers),
    clock,
    log: openLogReader(
      stage.installation.state.logs,
      stage.installation.nodes.map(({ name }) => name),
    ),
    profile,
    caFilePath,
    media: [],
    backups: new Map(),
    profiles: new Map(),
    notes: newNotes(0),
  }
}

async function resetStage({ stage, scenario, policy }: WorldOptions): Promise<void> {
  await stage.faults.reset()
  await emptyKeystore(stage)
  if (scenario.nodes.includes("rcs-2")) await emptyKeystore(stage, "rcs-2")
  await stage.peers.webServices.assignScreenCertificates([])
  await resetRoutes(stage)
  await clearCaFileOptions(stage)
  const isStoreCleared = await clearCaStore(stage.installation.state)
  await stage.nodes.setEnvironment(policyEnvironments(policy, stage.installation.nodes))
  if (isStoreCleared) await stage.nodes.restart(["rcs-1"])
}

/** The IVR Profile names its own CA file; what the MCPs are told beside it is a scenario's affair. */
async function clearCaFileOptions(stage: Stage): Promise<void> {
  for (const { name } of stage.installation.nodes.filter(({ service }) => service === "mcp")) {
    const application = await stage.peers.configuration.application(name)
    if (application?.options["mpc"]?.["mediamgr.CA_file"] === undefined) continue
    await setApplicationOption({ stage }, name, {
      section: "mpc",
      name: "mediamgr.CA_file",
      value: null,
    })
  }
}

/** Each run has ids of its own: one installation serves them all. */
function runSeed({ stage, scenario, policy, seed, attempt = 0 }: WorldOptions): number {
  const again = attempt === 0 ? "" : `/${attempt}`
  const text = `${seed}/${scenario.name}/${stage.envelopeProfile}/${policyWords(policy)}${again}`
  return createHash("sha256").update(text).digest().readUInt32BE(0)
}

async function placeOwnCaFile(
  { stage, scenario }: WorldOptions,
  authority: Authority,
  caFilePath: string,
): Promise<void> {
  const { state, nodes } = stage.installation
  const text = scenario.caBundle?.pem ?? (await ownBundle(authority))
  for (const { name } of nodes.filter(({ service }) => service === "mcp")) {
    await placeCaFile(join(state.nodeRoot(name), caFilePath), text)
  }
}

async function ownBundle(authority: Authority): Promise<string> {
  await authority.issue(OWN_INTERMEDIATE)
  return caFileText([OWN_INTERMEDIATE, OWN_ROOT], { authority, form: "clean" })
}

async function createProfile(
  { stage, scenario, policy }: WorldOptions,
  caFilePath: string,
): Promise<World["profile"]> {
  const options = newIvrProfileOptions({
    caFilePath,
    mimeType: "audio/wav",
    envelopeProfile: stage.envelopeProfile,
  })
  const { dbid, name } = await stage.peers.configuration.createProfile({
    name: scenario.name,
    displayName: "Recording",
    description: "",
    tenant: TENANT,
    isEnabled: true,
    options: withPolicy(options, policy),
  })
  return { dbid, name }
}

/** Takes away what the next rehearsal must not count: recordings and the IVR Profile. */
export async function closeWorld(world: World): Promise<void> {
  const { webServices, configuration } = world.stage.peers
  await world.sessions.close()
  const ids = [...new Set(world.media.map(({ recordingId }) => recordingId))]
  await Promise.all(ids.map((id) => webServices.deleteRecording(id)))
  await configuration.deleteProfile(world.profile.dbid)
}
