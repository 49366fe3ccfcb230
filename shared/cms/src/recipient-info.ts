import { isUniversal, readSet, TAG, type Asn1Node } from "@gir/asn1"
import {
  decodeKeyTransRecipientInfo,
  type KeyTransRecipientInfo,
} from "./key-trans-recipient-info.ts"
import { MAX_RECIPIENTS } from "./limits.ts"
import { limitExceeded, malformed } from "./refuse.ts"

/**
 * ```asn1
 * RecipientInfo ::= CHOICE {                            -- RFC 5652 §6.2
 *   ktri KeyTransRecipientInfo,
 *   kari [1] KeyAgreeRecipientInfo,
 *   kekri [2] KEKRecipientInfo,
 *   pwri [3] PasswordRecipientInfo,
 *   ori [4] OtherRecipientInfo }
 * ```
 */
export type RecipientInfo = KeyTransRecipientInfo | ForeignRecipientInfo

/** A recipient of another kind: listed, never opened. */
export interface ForeignRecipientInfo {
  readonly type: "kari" | "kekri" | "pwri" | "ori"
}

const FOREIGN: Readonly<Record<number, ForeignRecipientInfo["type"]>> = {
  1: "kari",
  2: "kekri",
  3: "pwri",
  4: "ori",
}

/**
 * RecipientInfos ::= SET SIZE (1..MAX) OF RecipientInfo
 *
 * @throws ERR_CMS_MALFORMED, ERR_CMS_LIMIT_EXCEEDED
 */
export function decodeRecipientInfos(node: Asn1Node): readonly RecipientInfo[] {
  const infos = readSet(node)
  if (infos.length === 0) throw malformed("the envelope has no recipient", node.offset)
  if (infos.length > MAX_RECIPIENTS) {
    const fields = { recipients: infos.length, limit: MAX_RECIPIENTS }
    throw limitExceeded(`${infos.length} recipients, more than ${MAX_RECIPIENTS}`, fields)
  }
  return infos.map(decodeRecipientInfo)
}

function decodeRecipientInfo(node: Asn1Node): RecipientInfo {
  if (isUniversal(node, TAG.sequence)) return decodeKeyTransRecipientInfo(node)
  const type = node.tagClass === "context" ? FOREIGN[node.tagNumber] : undefined
  if (type === undefined) throw malformed("not a RecipientInfo", node.offset)
  return { type }
}
