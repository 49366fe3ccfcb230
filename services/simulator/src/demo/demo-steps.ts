import { newIvrProfileOptions } from "@gir/ivr-profile"
import type { Progress } from "../cli/task-list.ts"
import { awaitProfileVersion } from "../clients/await-profile-version.ts"
import { urlOf } from "../installation/node-environment.ts"
import type { DemoMedia } from "./demo-facts.ts"
import { administratorOf, ROUND, type DemoStage } from "./demo-stage.ts"
import { deployCaFile } from "./deploy-ca-file.ts"
import { playAll, playSentence } from "./play-all.ts"
import { recordRound } from "./record-round.ts"

/** One step of the demo: what the guide tells an administrator to do, done through the product. */
export interface DemoStep {
  readonly title: string
  /** @returns the sentence that says what was done and what came of it. */
  run(stage: DemoStage, progress: Progress): Promise<string>
}

export const DEMO_STEPS: readonly DemoStep[] = [
  { title: "1 Issue", run: issue },
  { title: "2 Record", run: record },
  { title: "3 Rotate", run: rotate },
  { title: "4 Protect", run: protect },
  { title: "5 Lose", run: lose },
]

const TENANT = "Environment"

async function issue(stage: DemoStage): Promise<string> {
  const { authority, peers, world, installation } = stage
  const caFile = await deployCaFile(stage, TENANT)
  for (const letter of ["A", "S"]) await authority.issue(letter)
  world.administrator = await peers.logIn()
  await upload(stage, "A")
  await upload(stage, "S")
  const profile = await peers.configuration.createProfile({
    name: stage.profileName,
    displayName: "Recording",
    description: "",
    tenant: TENANT,
    isEnabled: true,
    options: newIvrProfileOptions({
      caFilePath: caFile,
      mimeType: stage.input.audio.type,
      envelopeProfile: stage.envelopeProfile,
    }),
  })
  world.ivrProfileDbid = profile.dbid
  await deploy(stage, "A")
  await administratorOf(stage).assignScreenCertificates([authority.certificate("S").id])
  await peers.webServices.setDecryptUriPrefix({
    location: "/",
    value: `${urlOf(installation.nodes, "rcs")}/rcs`,
  })
  return "CA, intermediate, certificates A and S; upload, deploy, assign"
}

async function record(stage: DemoStage, progress: Progress): Promise<string> {
  await recordRound(stage, ROUND, progress)
  const facts = await playAll(stage, { moment: "before", media: stage.facts.media, progress })
  return `${ROUND} calls, ${ROUND} screens; mux ${ROUND}; ${playSentence(facts)}`
}

/** Seed: "keep your old certificates under Administration - Recording Certificates". */
async function rotate(stage: DemoStage, progress: Progress): Promise<string> {
  const { authority, world } = stage
  await authority.issue("B")
  await upload(stage, "B")
  await deploy(stage, "B")
  await recordRound(stage, ROUND, progress)
  await administratorOf(stage).remove(world.ivrProfileDbid, authority.certificate("A").id)
  await awaitProfile(stage)
  await recordRound(stage, ROUND, progress)
  const facts = await playAll(stage, { moment: "rotated", media: stage.facts.media, progress })
  return `issue B, deploy beside A, remove A from the profile; ${playSentence(facts)}`
}

/** Seed: "the Recording Muxer Script will not be able to mux the call recording and screen". */
async function protect(stage: DemoStage, progress: Progress): Promise<string> {
  await administratorOf(stage).assignScreenCertificates([])
  const before = stage.facts.media.length
  const ends = await recordRound(stage, 1, progress)
  for (const [recordingId, end] of ends) {
    const code = end.status === "refused" ? end.code : null
    stage.facts.refusals.push({ recordingId, code, isHeld: code === "ERR_MUX_MIXED_PROTECTION" })
  }
  const apart = stage.facts.media.slice(before)
  await playAll(stage, { moment: "rotated", media: apart, progress })
  const refused = stage.facts.refusals.filter((fact) => fact.isHeld).length
  return `screen certificate removed; the muxer refuses ${refused}, as it must`
}

/** Seed: "loss of the keystore and private key would result in loss of recording files". */
async function lose(stage: DemoStage, progress: Progress): Promise<string> {
  const { authority, facts } = stage
  const { id, serialNumber } = authority.certificate("A")
  await administratorOf(stage).deleteCertificate(id)
  const without = await playAll(stage, {
    moment: "deleted",
    media: facts.media,
    mustFail: (media) => opensOnlyWith(media, serialNumber),
    progress,
  })
  await upload(stage, "A")
  const restored = await playAll(stage, { moment: "restored", media: facts.media, progress })
  const failing = without.filter((fact) => fact.playback.status === "fails").length
  return `key A deleted: ${failing} fail, as they must; uploaded again: ${playSentence(restored)}`
}

function opensOnlyWith(media: DemoMedia, serialNumber: string): boolean {
  const recipients = media.receipt.protection?.recipients ?? []
  return recipients.length > 0 && recipients.every((one) => one.serialNumber === serialNumber)
}

async function upload(stage: DemoStage, letter: string): Promise<void> {
  const { certificatePem, privateKeyPem } = stage.authority.certificate(letter)
  const upload = { certificate: certificatePem, privateKey: privateKeyPem }
  await administratorOf(stage).upload(upload)
}

async function deploy(stage: DemoStage, letter: string): Promise<void> {
  const { authority, world } = stage
  await administratorOf(stage).deploy(world.ivrProfileDbid, authority.certificate(letter).id)
  await awaitProfile(stage)
}

async function awaitProfile({ peers, world }: DemoStage): Promise<void> {
  await awaitProfileVersion(peers, world.ivrProfileDbid)
}
