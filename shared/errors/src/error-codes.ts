import type { CodeEntry } from "./code-entry.ts"
import { ASN1_CODES } from "./codes/asn1.ts"
import { CLI_CODES } from "./codes/cli.ts"
import { CMS_CODES } from "./codes/cms.ts"
import { CONFIG_CODES } from "./codes/config.ts"
import { DATABASE_CODES } from "./codes/database.ts"
import { GAX_CODES } from "./codes/gax.ts"
import { GENERAL_CODES } from "./codes/general.ts"
import { LAB_CODES } from "./codes/lab.ts"
import { MCP_CODES } from "./codes/mcp.ts"
import { MEDIA_CODES } from "./codes/media.ts"
import { MUX_CODES } from "./codes/mux.ts"
import { PKCS12_CODES } from "./codes/pkcs12.ts"
import { PROCESSOR_CODES } from "./codes/processor.ts"
import { QUEUE_CODES } from "./codes/queue.ts"
import { RCS_CODES } from "./codes/rcs.ts"
import { ROTATION_CODES } from "./codes/rotation.ts"
import { RWS_CODES } from "./codes/rws.ts"
import { SCREEN_CODES } from "./codes/screen.ts"
import { SIM_CODES } from "./codes/sim.ts"
import { STORAGE_CODES } from "./codes/storage.ts"
import { X509_CERTIFICATE_CODES } from "./codes/x509-certificate.ts"
import { X509_CHAIN_CODES } from "./codes/x509-chain.ts"
import { X509_KEY_CODES } from "./codes/x509-key.ts"

const TABLE = {
  ...GENERAL_CODES,
  ...ASN1_CODES,
  ...CLI_CODES,
  ...CMS_CODES,
  ...CONFIG_CODES,
  ...DATABASE_CODES,
  ...GAX_CODES,
  ...LAB_CODES,
  ...MCP_CODES,
  ...MEDIA_CODES,
  ...MUX_CODES,
  ...PKCS12_CODES,
  ...PROCESSOR_CODES,
  ...QUEUE_CODES,
  ...RCS_CODES,
  ...ROTATION_CODES,
  ...RWS_CODES,
  ...SCREEN_CODES,
  ...SIM_CODES,
  ...STORAGE_CODES,
  ...X509_CERTIFICATE_CODES,
  ...X509_KEY_CODES,
  ...X509_CHAIN_CODES,
}

/** The closed union of every code that the product can answer with. */
export type ErrorCode = keyof typeof TABLE

/** Every code with its status, blame, reason and next step; one file per area under `codes/`. */
export const ERROR_CODES: Readonly<Record<ErrorCode, CodeEntry>> = TABLE

/** @returns true when `text` is one of our codes, for values that come off the wire. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(TABLE, text)
}
