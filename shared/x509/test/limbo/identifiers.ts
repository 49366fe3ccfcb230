import { encodeContext, encodeSequence } from "@gir/asn1"
import { drawCa } from "../draw.ts"
import { ecKey } from "../keys.ts"
import {
  aki,
  below,
  between,
  having,
  invalid,
  lacking,
  root,
  ski,
  valid,
  type LimboCase,
} from "./limbo-case.ts"

/** RFC 5280 §4.2.1.1, §4.2.1.2: the identifiers that CAs must write, and readers lean on. */
export function identifierCases(): readonly LimboCase[] {
  const anchor = root()
  const bare = root(lacking("subjectKeyIdentifier", "authorityKeyIdentifier"))
  const inner = between(anchor)
  const twin = drawCa("Root", { key: ecKey(5) })
  const issuerAndSerial = (serial: number): Uint8Array =>
    encodeSequence(
      encodeContext(1, encodeContext(4, anchor.certificate.subject.der, { constructed: true }), {
        constructed: true,
      }),
      encodeContext(2, Uint8Array.of(serial), { constructed: false }),
    )
  const numbered = root({ serialNumber: "7B" })
  return [
    valid("root (no AKI) -> leaf", [below(anchor), root(lacking("authorityKeyIdentifier"))]),
    invalid("root (no SKI) -> leaf", [below(bare, lacking("authorityKeyIdentifier")), bare]),
    invalid("root -> leaf (no AKI)", [below(anchor, lacking("authorityKeyIdentifier")), anchor]),
    invalid("root -> A (no SKI) -> leaf", chain(lacking("subjectKeyIdentifier"))),
    invalid("root -> A (no AKI) -> leaf", chain(lacking("authorityKeyIdentifier"))),
    invalid(
      "root -> A (critical SKI) -> leaf",
      chain(having("subjectKeyIdentifier", ski(1), true)),
    ),
    invalid("root -> leaf (critical AKI)", [
      below(anchor, having("authorityKeyIdentifier", aki(1), true)),
      anchor,
    ]),
    invalid("root -> leaf (AKI of another key)", [
      below(anchor, having("authorityKeyIdentifier", aki(1, 2, 3))),
      anchor,
    ]),
    invalid("root -> leaf (AKI names another serial)", [
      below(numbered, having("authorityKeyIdentifier", issuerAndSerial(0x7c))),
      numbered,
    ]),
    invalid("root -> leaf (AKI names the serial, no key)", [
      below(numbered, having("authorityKeyIdentifier", issuerAndSerial(0x7b))),
      numbered,
    ]),
    invalid("root -> leaf (empty AKI)", [
      below(anchor, having("authorityKeyIdentifier", encodeSequence())),
      anchor,
    ]),
    valid("two roots of one name -> leaf", [below(anchor), twin, anchor]),
    valid("two roots of one name, no AKI to tell -> A -> leaf", [
      below(inner),
      inner,
      twin,
      anchor,
    ]),
    invalid("a root of the same name, another key -> leaf", [below(anchor), twin]),
  ]

  function chain(
    options: Parameters<typeof between>[1],
  ): [ReturnType<typeof between>, ...ReturnType<typeof between>[]] {
    const odd = between(anchor, options)
    return [below(odd), odd, anchor]
  }
}
