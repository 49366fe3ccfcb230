import { encodeSequence, encodeValue } from "@gir/asn1"
import { daysFromNow, NOW } from "../draw.ts"
import { TBS } from "../rebuild.ts"
import { altered, below, between, invalid, root, valid, type LimboCase } from "./limbo-case.ts"

const UTC_TIME = 23
const GENERALIZED_TIME = 24

/** RFC 5280 §4.1.2.5: UTCTime through 2049, with seconds and in Zulu time. */
export function timeCases(): readonly LimboCase[] {
  const anchor = root()
  const leaf = below(anchor)
  const inner = between(anchor)
  const time = (tag: number, text: string): Uint8Array => encodeValue(tag, Buffer.from(text))
  const dated = (from: Uint8Array, to: Uint8Array): Uint8Array =>
    altered(leaf, { [TBS.validity]: encodeSequence(from, to) })
  const utc = (text: string): Uint8Array => time(UTC_TIME, text)
  const general = (text: string): Uint8Array => time(GENERALIZED_TIME, text)
  const late = { fromDays: 1 }
  const old = { toDays: -1 }
  const [oldInner, lateInner] = [between(anchor, old), between(anchor, late)]
  const [oldRoot, lateRoot] = [root(old), root(late)]
  return [
    valid("dates: UTCTime, then GeneralizedTime from 2050 on", [
      dated(utc("200101000000Z"), general("20500101000000Z")),
      anchor,
    ]),
    valid("dates: notAfter 99991231235959Z", [
      dated(utc("200101000000Z"), general("99991231235959Z")),
      anchor,
    ]),
    // "MUST be able to process validity dates that are encoded in either" (PKITS 4.2.4 wants it too).
    valid("dates: GeneralizedTime before 2050", [
      dated(general("20200101000000Z"), utc("490101000000Z")),
      anchor,
    ]),
    invalid("dates: UTCTime without seconds", [
      dated(utc("2001010000Z"), utc("490101000000Z")),
      anchor,
    ]),
    invalid("dates: UTCTime with an offset", [
      dated(utc("200101000000+0100"), utc("490101000000Z")),
      anchor,
    ]),
    invalid("dates: GeneralizedTime with a fraction", [
      dated(utc("200101000000Z"), general("20500101000000.5Z")),
      anchor,
    ]),
    invalid("dates: UTCTime from 2050 on is 1950", [
      dated(utc("200101000000Z"), utc("500101000000Z")),
      anchor,
    ]),
    invalid("dates: a day that no month has", [
      dated(utc("200230000000Z"), utc("490101000000Z")),
      anchor,
    ]),
    invalid("root -> leaf (expired)", [below(anchor, old), anchor]),
    invalid("root -> leaf (not yet valid)", [below(anchor, late), anchor]),
    invalid("root -> A (expired) -> leaf", [below(oldInner), oldInner, anchor]),
    invalid("root -> A (not yet valid) -> leaf", [below(lateInner), lateInner, anchor]),
    invalid("root (expired) -> leaf", [below(oldRoot), oldRoot]),
    invalid("root (not yet valid) -> leaf", [below(lateRoot), lateRoot]),
    valid("root -> leaf, in the very first second", [leaf, anchor], {
      at: leaf.certificate.notBefore,
    }),
    invalid("root -> leaf, a second before it", [leaf, anchor], {
      at: new Date(leaf.certificate.notBefore.getTime() - 1_000),
    }),
    invalid("root -> A -> leaf, a year later", [below(inner), inner, anchor], {
      at: daysFromNow(400),
    }),
    valid("root -> A -> leaf, now", [below(inner), inner, anchor], { at: NOW }),
  ]
}
