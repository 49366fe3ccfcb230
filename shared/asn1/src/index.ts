export { TAG, type Asn1Header, type Asn1Node, type TagClass } from "./asn1-node.ts"
export { decodeAsn1, MAX_DEPTH, type DecodeOptions } from "./decode-asn1.ts"
export {
  encodeBitString,
  encodeBoolean,
  encodeContext,
  encodeHeader,
  encodeInteger,
  encodeNull,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  encodeSet,
  encodeUtf8String,
  encodeValue,
  END_OF_CONTENTS,
} from "./encode.ts"
export { MAX_HEADER_BYTES, readHeader, type ReadHeaderOptions } from "./read-header.ts"
export { readOid } from "./read-oid.ts"
export { readString } from "./read-string.ts"
export { readTime } from "./read-time.ts"
export {
  isContext,
  isUniversal,
  readBitString,
  readBoolean,
  readInteger,
  readIntegerBytes,
  readOctetString,
  readSequence,
  readSet,
  readSmallInteger,
} from "./read-values.ts"
export { toDer } from "./to-der.ts"
