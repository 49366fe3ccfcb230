import type { DnFields } from "@gir/x509"

/** Seed: the table of DN fields and its examples. */
const ORGANIZATION: Omit<DnFields, "commonName"> = {
  organization: "Monster & Sons, Inc.",
  organizationUnit: "Robot Repairs",
  locality: "Pleasant Hill",
  state: "California",
  country: "US",
}

export function distinguishedName(commonName: string): DnFields {
  return { commonName, ...ORGANIZATION }
}
