import { encodeContext, encodeInteger, encodeNull, encodeSequence } from "@gir/asn1"
import * as ext from "../extensions.ts"
import { TBS } from "../rebuild.ts"
import {
  altered,
  below,
  between,
  encodeExtension,
  extension,
  having,
  invalid,
  root,
  valid,
  withExtensions,
  type LimboCase,
} from "./limbo-case.ts"

const VERSION_1 = { [TBS.version]: null, [TBS.extensions]: null }

/** RFC 5280 §4.1: the fields of a certificate. */
export function profileCases(): readonly LimboCase[] {
  const anchor = root()
  const leaf = below(anchor)
  const inner = between(anchor)
  const serial = (value: number | bigint): Record<number, Uint8Array> => ({
    [TBS.serialNumber]: encodeInteger(value),
  })
  const basic = encodeExtension(extension("basicConstraints", encodeSequence(), true))
  const unknown = { extensions: [ext.unknownCritical()] }
  const odd = { inner: between(anchor, unknown), root: root(unknown) }
  const soft = below(anchor, { extensions: [{ ...ext.unknownCritical(), isCritical: false }] })
  return [
    valid("root -> leaf", [leaf, anchor]),
    invalid("root -> leaf (serial 0)", [altered(leaf, serial(0)), anchor]),
    invalid("root -> leaf (serial -1)", [altered(leaf, serial(-1)), anchor]),
    valid("root -> leaf (serial of 20 octets)", [altered(leaf, serial((1n << 159n) - 1n)), anchor]),
    invalid("root -> leaf (serial of 21 octets)", [altered(leaf, serial(1n << 160n)), anchor]),
    invalid("root -> A (serial 0) -> leaf", [below(inner), altered(inner, serial(0)), anchor]),
    invalid("root (serial 0) -> leaf", [leaf, altered(anchor, serial(0))]),
    valid("root (version 1) -> leaf", [leaf, altered(anchor, VERSION_1)]),
    invalid("root -> A (version 1) -> leaf", [below(inner), altered(inner, VERSION_1), anchor]),
    valid("root -> leaf (version 1)", [altered(leaf, VERSION_1), anchor]),
    invalid("root -> leaf (version 1 with extensions)", [
      altered(leaf, { [TBS.version]: null }),
      anchor,
    ]),
    invalid("root -> leaf (version 2 with extensions)", [
      altered(leaf, { [TBS.version]: version(1) }),
      anchor,
    ]),
    invalid("root -> leaf (version 4)", [altered(leaf, { [TBS.version]: version(3) }), anchor]),
    invalid("root -> leaf (an unknown critical extension)", [below(anchor, unknown), anchor]),
    invalid("root -> A (an unknown critical extension) -> leaf", [
      below(odd.inner),
      odd.inner,
      anchor,
    ]),
    invalid("root (an unknown critical extension) -> leaf", [below(odd.root), odd.root]),
    valid("root -> leaf (an unknown extension)", [soft, anchor]),
    invalid("root -> leaf (the same extension twice)", [
      withExtensions(leaf, [basic, basic]),
      anchor,
    ]),
    invalid("root -> leaf (an empty list of extensions)", [withExtensions(leaf, []), anchor]),
    invalid("root -> leaf (an empty extendedKeyUsage)", [
      withExtensions(leaf, [encodeExtension(extension("extendedKeyUsage", encodeSequence()))]),
      anchor,
    ]),
    invalid("root -> leaf (authorityInfoAccess that is no such thing)", [
      below(anchor, having("authorityInfoAccess", encodeNull())),
      anchor,
    ]),
    invalid("root -> leaf (bytes after it)", [
      Buffer.concat([leaf.certificate.der, Buffer.of(0)]),
      anchor,
    ]),
  ]
}

function version(value: number): Uint8Array {
  return encodeContext(0, encodeInteger(value), { constructed: true })
}
