import { isGirError } from "@gir/errors"
import type { IvrProfile } from "@gir/ivr-profile"
import type { Logger } from "@gir/service-kit"
import type { Clock } from "@gir/sim"
import type { WeakSignaturePolicy } from "@gir/x509"
import type { CaFileOf } from "./ca-file.ts"
import { certificateReader } from "./certificate-reader.ts"
import { chainJudge, type ChainPath } from "./chain-judge.ts"
import { selectRecipients, type RecipientSelection } from "./select-recipients.ts"

export interface RecipientSelectorDeps {
  readonly caFileOf: CaFileOf
  readonly weakSignature: WeakSignaturePolicy
  readonly chainPath: ChainPath
  /** Name of this Media Control Platform. */
  readonly node: string
  readonly clock: Clock
  readonly logger: Logger
}

/** Selects recipients and says in the log what an administrator must know: `alarm` marks the worst. */
export function recipientSelector(deps: RecipientSelectorDeps) {
  const { caFileOf, weakSignature, node, clock, logger } = deps
  const judgeChain = chainJudge(deps)
  const readCertificate = certificateReader()
  return async (profile: IvrProfile, at: Date): Promise<RecipientSelection> => {
    const named = { ivrProfileDbid: profile.dbid, ivrProfileVersion: profile.version }
    // Most certificates that "are not valid now" are: it is the clock that is not.
    const place = { node, at: at.toISOString(), clockOffsetMs: at.getTime() - clock.machineMs() }
    try {
      const caFile = await caFileOf(profile)
      const judging = { judgeChain, weakSignature, readCertificate }
      const selection = selectRecipients({ profile, caFile, at, ...judging })
      const { leftOut } = selection
      if (selection.isContinuedWithoutTrust) {
        logger.error(
          { alarm: true, code: "ERR_MCP_NO_USABLE_RECIPIENT", ...place, ...named, leftOut },
          "a call is encrypted to certificates that are not valid now",
        )
      } else if (leftOut.length > 0) {
        logger.warn({ ...place, ...named, leftOut }, "certificates of the profile were left out")
      }
      return selection
    } catch (error) {
      if (isGirError(error, "ERR_MCP_NO_USABLE_RECIPIENT")) {
        const { code, fields } = error
        logger.error(
          { alarm: true, code, ...place, ...fields },
          "a call was refused: no usable recipient",
        )
      }
      throw error
    }
  }
}
