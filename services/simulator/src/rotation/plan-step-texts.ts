import type { StepKey } from "./plan-schema.ts"

export interface StepText {
  /** Heading of its column. */
  readonly title: string
  readonly explain: string
  /** The guide's menu path; `null` when there is nothing to click. */
  readonly guide: string | null
}

const UPLOAD =
  "Administration > Certificates > Upload > Certificate File, Key File, Private Key Password > Save"
const PROFILE =
  "Configuration > Configuration Manager > Voice Platform Profiles > recording > Recording"

/** What a person reads of each step, and clicks on the day. */
export const STEP_TEXTS: Readonly<Record<StepKey, StepText>> = {
  before: {
    title: "before",
    explain:
      "Only A is on the IVR Profile. MCP encrypts the session key of each recording to it, and RCS holds the private key that opens them.",
    guide: null,
  },
  overlap: {
    title: "overlap",
    explain:
      "B is uploaded with its key and added beside A. MCP encrypts the session key once per certificate on the profile, so either private key opens a recording. A recorder whose clock has not reached B's first day keeps to A.",
    guide: `${UPLOAD}; then ${PROFILE} > Add > the new certificate > Add > Save`,
  },
  newValid: {
    title: "B valid",
    explain:
      "B is valid on every recorder, on those whose clocks are slow too. Wait for this day before A is removed: until then a recorder may have nothing else.",
    guide: null,
  },
  oldRemoved: {
    title: "A removed",
    explain:
      "A is removed from the profile, and only from there: its private key stays under Recording Certificates, because recordings made with it open with nothing else.",
    guide: `${PROFILE} > the old certificate > Remove > Save. Keep it under Administration > Certificates`,
  },
  oldExpired: {
    title: "A expired",
    explain:
      "A has expired. RCS opens what was encrypted to it all the same: an expired certificate encrypts nothing new and its key still decrypts.",
    guide: null,
  },
  rollback: {
    title: "rollback",
    explain:
      "The profile is put back as it was before, option by option. What B encrypted meanwhile keeps playing, because its key stays in the keystore. When A has expired by now, new calls have no usable certificate: roll back before that day.",
    guide: `${PROFILE} > the new certificate > Remove; Add > the old certificate > Add > Save`,
  },
}
