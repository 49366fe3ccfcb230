import { createRequire } from "node:module"

const { version } = createRequire(import.meta.url)("../../package.json") as { version: string }

export const PRODUCT_VERSION = version

/** Cipher that each envelope profile encrypts content with, as people write it. */
export const ENVELOPE_NAMES = {
  classic: "classic (AES-256-CBC)",
  modern: "modern (AES-256-GCM)",
} as const
