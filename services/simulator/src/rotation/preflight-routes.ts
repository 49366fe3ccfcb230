import type { PreflightFinding } from "../evidence/evidence.ts"
import type { Plan } from "./plan.ts"

/** What the table of decrypt-uri-prefix leaves without an RCS, or sends to several. */
export function routeFindings({ decryptUriPrefix, file }: Plan): readonly PreflightFinding[] {
  if (decryptUriPrefix.length === 0) return []
  const base = { file: file.name, openssl: null } as const
  const locations = decryptUriPrefix.map(({ location }) => location)
  const twice = locations.filter((location, index) => locations.indexOf(location) !== index)
  const values = [...new Set(decryptUriPrefix.map(({ value }) => value))]
  return [
    ...twice.map((location): PreflightFinding => ({
      ...base,
      status: "broken",
      code: "ERR_CLI_FILE_INVALID",
      message: `decrypt-uri-prefix ${location} stands there twice; one value serves a location`,
      mend: "Remove the one that is not in force",
    })),
    ...(locations.includes("/")
      ? []
      : [
          {
            ...base,
            status: "warning",
            code: "ERR_RWS_NO_DECRYPT_URI",
            message: `no decrypt-uri-prefix for /: only ${locations.join(", ")} and what lies below plays`,
            mend: "Set one for /, or for each location that records",
          } as const,
        ]),
    ...(values.length > 1
      ? [
          {
            ...base,
            status: "warning",
            code: null,
            message: `${values.length} RCS serve playback: each of them needs the keys of A and of B`,
            mend: "Upload both to every RCS before A is removed",
          } as const,
        ]
      : []),
  ]
}
