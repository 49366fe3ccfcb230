import { isGirError } from "@gir/errors"
import type { IvrProfile } from "@gir/ivr-profile"
import type { Logger } from "@gir/service-kit"
import type { CaFileOf } from "./ca-file.ts"
import { chainJudge } from "./chain-judge.ts"
import { selectRecipients, type RecipientSelection } from "./select-recipients.ts"

export interface RecipientSelectorDeps {
  readonly caFileOf: CaFileOf
  readonly logger: Logger
}

/** Selects recipients and says in the log what an administrator must know: `alarm` marks the worst. */
export function recipientSelector({ caFileOf, logger }: RecipientSelectorDeps) {
  const judgeChain = chainJudge()
  return async (profile: IvrProfile, at: Date): Promise<RecipientSelection> => {
    const named = { ivrProfileDbid: profile.dbid, ivrProfileVersion: profile.version }
    try {
      const caFile = await caFileOf(profile)
      const selection = selectRecipients({ profile, caFile, at, judgeChain })
      const { leftOut } = selection
      if (selection.isContinuedWithoutTrust) {
        logger.error(
          { alarm: true, code: "ERR_MCP_NO_USABLE_RECIPIENT", ...named, leftOut },
          "a call is encrypted to certificates that are not valid now",
        )
      } else if (leftOut.length > 0) {
        logger.warn({ ...named, leftOut }, "certificates of the profile were left out")
      }
      return selection
    } catch (error) {
      if (isGirError(error, "ERR_MCP_NO_USABLE_RECIPIENT")) {
        const { code, fields } = error
        logger.error({ alarm: true, code, ...fields }, "a call was refused: no usable recipient")
      }
      throw error
    }
  }
}
