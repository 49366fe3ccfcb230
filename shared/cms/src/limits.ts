const KIB = 1024
const GIB = KIB * KIB * KIB

/** Everything in front of the content: 64 recipients with RSA-4096 keys need two thirds of it. */
export const MAX_HEADER_BYTES = 64 * KIB
/** Attributes and the message authentication code behind the content. */
export const MAX_TRAILER_BYTES = 64 * KIB
export const MAX_RECIPIENTS = 64
/** SP 800-38D §5.2.1.1 allows 64 GiB less 32 bytes under one nonce; stay clear of the edge. */
export const MAX_GCM_CONTENT_BYTES = 60 * GIB

export const MIN_RSA_BITS = 2048
export const MAX_RSA_BITS = 8192
