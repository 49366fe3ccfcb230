import type { OpensslAnswer } from "../certificate/openssl-verify.ts"
import type { PlanCertificate } from "./plan.ts"

/** Asks the openssl of this machine about one of the plan's certificates; `null` without one. */
export type AskOpenssl = (
  certificate: PlanCertificate,
  at: Date,
  bundlePem?: string,
) => Promise<OpensslAnswer | null>
