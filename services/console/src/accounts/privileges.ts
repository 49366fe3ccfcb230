import type { Privilege } from "@gir/contracts"

interface PrivilegeFacts {
  readonly name: Privilege
  readonly lets: string
}

/** The two privileges that GAX knows for recordings. */
export const PRIVILEGES: readonly PrivilegeFacts[] = [
  {
    name: "Administration of Recording Certificates and Keys",
    lets: "Upload and delete certificates, deploy and assign them, change profiles",
  },
  { name: "Decrypt a Recording", lets: "Play recordings" },
]
