import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { newIvrProfileOptions } from "@gir/ivr-profile"
import { createPrivateCa, issueRecordingCertificate, type Peers } from "@gir/simulator"
import { systemClock } from "@gir/sim"
import { until } from "./await-condition.ts"

export const TENANT = "Environment"
/** The CA file of every test, as the guide writes its path. */
export const GUIDE_PATH = `/genesys/mcp/certificates/${TENANT}/ca.pem`

export type PrivateCa = Awaited<ReturnType<typeof createPrivateCa>>

/** Puts the CA file where the guide wants it, before RCS and MCP start: no restart is needed. */
export async function placeCaFile(roots: {
  readonly rcs: string
  readonly mcps: readonly string[]
}): Promise<PrivateCa> {
  const ca = await createPrivateCa(systemClock.now())
  for (const root of roots.mcps) await place(join(root, GUIDE_PATH), ca.caBundlePem)
  await place(join(roots.rcs, "RCS", "ca_cert.pem"), ca.caBundlePem)
  await place(join(roots.rcs, "RCS", "rcs.properties"), "cacertstorepath=ca_cert.pem\n")
  return ca
}

async function place(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, text, { mode: 0o600 })
}

/** Uploads, deploys and assigns a certificate each for calls and screens, as an administrator does. */
export async function provision(options: {
  readonly peers: Peers
  readonly ca: PrivateCa
  /** Address of RCS for players. */
  readonly rcsUrl: string
  readonly envelopeProfile?: "classic" | "modern"
  /** Name of the IVR Profile that is made. */
  readonly name?: string
}): Promise<{ readonly ivrProfileDbid: number }> {
  const { peers, ca, rcsUrl, envelopeProfile = "classic", name = "recording" } = options
  const administrator = await peers.logIn()
  const [call = "", screen = ""] = await Promise.all(
    ["Calls", "Screens"].map(async (commonName) => {
      const made = await issueRecordingCertificate(ca, { commonName, now: systemClock.now() })
      const { certificatePem, privateKeyPem } = made
      await administrator.upload({ certificate: certificatePem, privateKey: privateKeyPem })
      return made.certificate.sha256
    }),
  )
  const { dbid } = await peers.configuration.createProfile({
    name,
    displayName: "Recording",
    description: "",
    tenant: TENANT,
    isEnabled: true,
    options: newIvrProfileOptions({
      caFilePath: GUIDE_PATH,
      mimeType: "audio/wav",
      envelopeProfile,
    }),
  })
  await administrator.deploy(dbid, call)
  await administrator.assignScreenCertificates([screen])
  await peers.webServices.setDecryptUriPrefix({ location: "/", value: `${rcsUrl}/rcs` })
  await awaitProfile(peers, dbid)
  return { ivrProfileDbid: dbid }
}

async function awaitProfile(peers: Peers, dbid: number): Promise<void> {
  const { version } = await peers.configuration.profile(dbid)
  await until(`every MCP has version ${version} of profile ${dbid}`, async () => {
    const fleet = await peers.mcps()
    return fleet.every((mcp) =>
      mcp.ivrProfiles.some((profile) => profile.dbid === dbid && profile.version >= version),
    )
  })
}
