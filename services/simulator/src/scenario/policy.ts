import type { Options } from "@gir/contracts"
import type { Basis } from "../evidence/evidence.ts"
import type { Environments } from "./world/nodes.ts"

/** An assumed behaviour that is a switch: how a rehearsal sets it. */
export interface PolicySwitch {
  /** The first is the default. */
  readonly values: readonly string[]
  /** What each value means, and what that rests on: its fidelity label. */
  readonly fidelity: Readonly<Record<string, Fidelity>>
  /** Option of the IVR Profile, in section `gir.simulator`. */
  readonly profileOption?: string
  /** Environment variable of these services' nodes. */
  readonly environment?: { readonly variable: string; readonly services: readonly string[] }
}

interface Fidelity {
  readonly basis: Basis
  readonly means: string
}

/** Every switch that a scenario may cite. */
export const POLICY_SWITCHES: Readonly<Record<string, PolicySwitch>> = {
  noUsableRecipient: {
    values: ["refuse", "continue"],
    fidelity: {
      refuse: { basis: "A", means: "a call that no valid certificate can protect is not stored" },
      continue: { basis: "M", means: "an expired certificate is used, as OpenSSL uses it" },
    },
    profileOption: "no-usable-recipient",
  },
  recipientsChosen: {
    values: ["at-start", "at-finalise"],
    fidelity: {
      "at-start": { basis: "A", means: "the certificates of the profile as the call begins" },
      "at-finalise": { basis: "A", means: "the certificates of the profile as the call ends" },
    },
    profileOption: "recipients-chosen",
  },
  bundleOrder: {
    values: ["strict", "warn"],
    fidelity: {
      strict: { basis: "D", means: "the CA file has to be in the documented order" },
      warn: { basis: "M", means: "any order is taken, as OpenSSL takes it" },
    },
    environment: { variable: "GIR_MCP_BUNDLE_ORDER", services: ["mcp"] },
  },
  chainPath: {
    values: ["first", "any"],
    fidelity: {
      first: { basis: "M", means: "the first path is followed, as OpenSSL follows it" },
      any: { basis: "S", means: "any path that is valid will do, as RFC 5280 allows" },
    },
    environment: { variable: "GIR_MCP_CHAIN_PATH", services: ["mcp"] },
  },
  deleteGuard: {
    values: ["on", "off"],
    fidelity: {
      on: { basis: "A", means: "a key that recordings need is deleted only for their count" },
      off: { basis: "D", means: "a key is deleted when somebody says so" },
    },
    environment: { variable: "GIR_RCS_DELETE_GUARD", services: ["rcs"] },
  },
  issuerSerialCollision: {
    values: ["refuse", "accept"],
    fidelity: {
      refuse: { basis: "A", means: "a second key under one issuer and serial number is refused" },
      accept: { basis: "S", means: "both are kept, and every key that fits is tried" },
    },
    environment: { variable: "GIR_RCS_ISSUER_SERIAL_COLLISION", services: ["rcs"] },
  },
  weakSignature: {
    values: ["refuse", "warn"],
    fidelity: {
      refuse: { basis: "A", means: "a chain that is signed with SHA-1 is refused" },
      warn: { basis: "A", means: "a chain that is signed with SHA-1 is used, with a warning" },
    },
    environment: { variable: "GIR_WEAK_SIGNATURE", services: ["mcp", "rcs", "gax"] },
  },
}

export type Policy = Readonly<Record<string, string>>

/** @returns every combination of the values; one, which is empty, when no switch is cited. */
export function policyVariants(cited: Readonly<Record<string, readonly string[]>>): Policy[] {
  return Object.entries(cited).reduce<Policy[]>(
    (variants, [name, values]) =>
      variants.flatMap((variant) => values.map((value) => ({ ...variant, [name]: value }))),
    [{}],
  )
}

/** @returns options of the IVR Profile in which the policy's switches are set. */
export function withPolicy(options: Options, policy: Policy): Options {
  const section = { ...options["gir.simulator"] }
  for (const [name, value] of Object.entries(policy)) {
    const option = POLICY_SWITCHES[name]?.profileOption
    if (option !== undefined) section[option] = value
  }
  return { ...options, "gir.simulator": section }
}

/** @returns the environment of each node that a switch is set by; defaults are left out. */
export function policyEnvironments(
  policy: Policy,
  nodes: readonly { readonly name: string; readonly service: string }[],
): Environments {
  const environments = new Map<string, Record<string, string>>()
  for (const [name, value] of Object.entries(policy)) {
    const { environment, values } = POLICY_SWITCHES[name] ?? { values: [] }
    if (environment === undefined || value === values[0]) continue
    for (const node of nodes) {
      if (!environment.services.includes(node.service)) continue
      environments.set(node.name, { ...environments.get(node.name), [environment.variable]: value })
    }
  }
  return environments
}

/** "noUsableRecipient=refuse", for people and for addresses. */
export function policyWords(policy: Policy): string {
  return Object.entries(policy)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ")
}

/** @returns whether what is said for some values of switches counts under a policy. */
export function isMeantFor(when: Policy, policy: Policy): boolean {
  return Object.entries(when).every(([name, value]) => policy[name] === value)
}
