import type { CertificateUpload, IvrProfileObject, Options } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { certificateOptions } from "@gir/ivr-profile"
import type { Clock } from "@gir/sim"
import { parseCertificate, type Certificate } from "@gir/x509"
import { isDeepStrictEqual } from "node:util"
import { awaitProfileVersion } from "../clients/await-profile-version.ts"
import { assertSafe, completeReasons, keyReasons } from "./complete-reasons.ts"
import {
  assertDue,
  type NamedCertificate,
  type Phase,
  type RotationState,
} from "./rotation-state.ts"
import type { CarryOutDeps } from "./carry-out-deps.ts"

export interface Preparation {
  readonly ivrProfileDbid: number
  /** The files of the new certificate; `null` for one that RCS holds already. */
  readonly upload: CertificateUpload | null
  readonly certificateId: string
}

/**
 * Uploads the new certificate with its key, and remembers the profile as it is.
 *
 * @throws ERR_ROTATION_STEP_NOT_DUE, ERR_ROTATION_NOT_SAFE when RCS could not open what the new
 * certificate encrypts, and what the upload throws.
 */
export async function prepare(
  before: RotationState | null,
  { ivrProfileDbid, upload, certificateId }: Preparation,
  deps: CarryOutDeps,
): Promise<RotationState> {
  assertDue("prepare", before?.phase ?? null)
  const profile = await deps.peers.configuration.profile(ivrProfileDbid)
  const old = certificatesOn(profile)
  if (old.some(({ id }) => id === certificateId)) {
    const message = `${profile.name} is encrypted to this certificate already`
    throw new GirError("ERR_ROTATION_STEP_NOT_DUE", message)
  }
  if (upload !== null) await (await deps.peers.logIn()).upload(upload)
  assertSafe("prepare", await keyReasons(certificateId, deps.keystore))
  const { pem } = await deps.keystore.certificate(certificateId)
  const next = nameCertificate(parseCertificate(pem))
  const { options } = profile
  return reach(
    {
      ivrProfileDbid,
      profileName: profile.name,
      old,
      next,
      optionsBefore: options,
      optionsLeft: options,
      history: before?.history ?? [],
    },
    "prepared",
    deps.clock,
  )
}

/** Adds the new certificate beside the old ones. Seed: "To deploy a new certificate". */
export async function overlap(
  rotation: RotationState | null,
  deps: CarryOutDeps,
): Promise<RotationState> {
  assertDue("overlap", rotation?.phase ?? null)
  const { ivrProfileDbid, next } = rotation!
  const administrator = await deps.peers.logIn()
  await administrator.deploy(ivrProfileDbid, next.id)
  return left(rotation!, "overlap", deps)
}

/**
 * Removes the old certificates from the profile. Their keys stay in RCS, unless they are to go and
 * nothing needs them.
 *
 * @throws ERR_ROTATION_NOT_SAFE with every reason and the census; nothing is changed then.
 */
export async function complete(
  rotation: RotationState | null,
  { deletesOldKeys }: { readonly deletesOldKeys: boolean },
  deps: CarryOutDeps,
): Promise<RotationState> {
  assertDue("complete", rotation?.phase ?? null)
  const { ivrProfileDbid, old } = rotation!
  assertSafe("complete", await completeReasons(rotation!, { ...deps, deletesOldKeys }))
  const administrator = await deps.peers.logIn()
  for (const { id } of old) await administrator.remove(ivrProfileDbid, id)
  const done = await left(rotation!, "complete", deps)
  if (deletesOldKeys) for (const { id } of old) await administrator.deleteUnconfirmed(id)
  return done
}

export interface RollbackOptions {
  /** Also undoes what somebody else has saved on the profile since. */
  readonly isForced: boolean
}

/**
 * Puts the profile's options back, byte for byte, as they were before.
 *
 * @throws ERR_ROTATION_NOT_SAFE when an old certificate's key is gone, or somebody else has saved
 * the profile since.
 */
export async function rollback(
  rotation: RotationState | null,
  { isForced }: RollbackOptions,
  deps: CarryOutDeps,
): Promise<RotationState> {
  assertDue("rollback", rotation?.phase ?? null)
  const { ivrProfileDbid, old, optionsBefore, optionsLeft } = rotation!
  const { configuration } = deps.peers
  const keys = await Promise.all(old.map(({ id }) => keyReasons(id, deps.keystore)))
  const { dbid: _dbid, ...profile } = await configuration.profile(ivrProfileDbid)
  const isTouched = !isForced && !isDeepStrictEqual(profile.options, optionsLeft)
  const touched = "somebody has saved the profile since; --force undoes that as well"
  assertSafe("rollback", [...keys.flat(), ...(isTouched ? [touched] : [])])
  await configuration.saveProfile(ivrProfileDbid, { ...profile, options: optionsBefore })
  return left(rotation!, "rolledBack", deps)
}

/** Waits until every MCP works with the profile, and remembers it as it is now. */
async function left(
  rotation: RotationState,
  phase: Phase,
  deps: CarryOutDeps,
): Promise<RotationState> {
  const { ivrProfileDbid } = rotation
  await awaitProfileVersion(deps.peers, ivrProfileDbid)
  const { options } = await deps.peers.configuration.profile(ivrProfileDbid)
  return reach({ ...rotation, optionsLeft: options }, phase, deps.clock)
}

function reach(rotation: Omit<RotationState, "phase">, phase: Phase, clock: Clock): RotationState {
  const at = clock.now().toISOString()
  return { ...rotation, phase, history: [...rotation.history, { phase, at }] }
}

/** @throws ERR_X509_… when one of them cannot be read any more. */
export function certificatesOn(
  profile: Pick<IvrProfileObject, "options">,
): readonly NamedCertificate[] {
  const options: Options = profile.options
  return certificateOptions(options).map(({ text }) => nameCertificate(parseCertificate(text)))
}

function nameCertificate({
  sha256,
  subject,
  serialNumber,
  notBefore,
  notAfter,
}: Certificate): NamedCertificate {
  return {
    id: sha256,
    subject: subject.commonName ?? subject.rfc4514,
    serialNumber,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
  }
}
