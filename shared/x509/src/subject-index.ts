import type { Certificate } from "./certificate.ts"
import { nameKey } from "./distinguished-name.ts"

/** Certificates by the key of their subject, to look up the issuers of a name. */
export function indexBySubject(
  certificates: readonly Certificate[],
): ReadonlyMap<string, readonly Certificate[]> {
  const index = new Map<string, Certificate[]>()
  for (const certificate of certificates) {
    const key = nameKey(certificate.subject)
    const sameName = index.get(key)
    if (sameName === undefined) index.set(key, [certificate])
    else sameName.push(certificate)
  }
  return index
}
