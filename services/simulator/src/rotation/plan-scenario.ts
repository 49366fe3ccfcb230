import { textOf } from "../certificate/input-text.ts"
import type { Basis } from "../evidence/evidence.ts"
import type {
  Action,
  Expectation,
  GivenPlan,
  Scenario,
  ScenarioStep,
} from "../scenario/scenario.ts"
import { STEP_TEXTS } from "./plan-step-texts.ts"
import { STEP_KEYS, type StepKey } from "./plan-schema.ts"
import type { Plan, PlanCertificate } from "./plan.ts"
import { recordersOf, roundsOf, type Round } from "./plan-rounds.ts"

export interface PlanScenarioOptions {
  /** RCS will not take the new certificate: it never comes onto the profile. */
  readonly isNewUsable: boolean
  /** Its issuer and serial number are another key's: RCS takes it when it is told to. */
  readonly isForced: boolean
}

/** The rotation of a plan as a rehearsal: what is done at each date, and what the user hopes for. */
export function planScenario(plan: Plan, options: PlanScenarioOptions): Scenario {
  const { file, dates, seed, bundle, old, next, inputs } = plan
  const recorders = recordersOf(plan)
  return {
    name: "rotation",
    number: null,
    title: `Rotation from ${nameOf(old)} to ${nameOf(next)}`,
    proves: "keep your old certificates, so that the recordings made with them play",
    source: file.name,
    basis: ["D", "M"],
    seed,
    clock: dates.before,
    policy: {
      ...Object.fromEntries(Object.entries(plan.policy).map(([name, value]) => [name, [value]])),
      ...(options.isForced ? { issuerSerialCollision: ["accept"] } : {}),
    },
    nodes: recorders.map(({ node }) => node).filter((node) => node !== "mcp-1"),
    certificates: { A: given(old), B: given(next) },
    caBundle: { pem: textOf(bundle.bytes) },
    steps: STEP_KEYS.map((key) => stepOf(key, plan, options)),
    inputs,
  }
}

/** Values of the switches under which the plan is rehearsed: one of each. */
export function policyOf({ policy }: Pick<Scenario, "policy">): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(policy).map(([name, [value = ""]]) => [name, value]))
}

function nameOf({ certificate: { subject } }: PlanCertificate): string {
  return (subject.commonName ?? subject.rfc4514).replaceAll(/\p{C}/gu, "?")
}

function given({ certificate, key }: PlanCertificate): GivenPlan {
  const privateKey = key === null ? null : { pem: key.pem, password: key.password }
  return { given: { certificatePem: certificate.pem, privateKey } }
}

function stepOf(key: StepKey, plan: Plan, options: PlanScenarioOptions): ScenarioStep {
  const { title, explain, guide } = STEP_TEXTS[key]
  const rounds = roundsOf(key, plan, options.isNewUsable)
  const { line } = plan.file.locate(`/steps/${key}`)
  const where = `${plan.file.name}:${line}`
  const action = (verb: string, params: unknown): Action => ({ verb, params, where })
  return {
    name: title,
    explain,
    guide: options.isNewUsable || key !== "overlap" ? guide : null,
    at: plan.dates[key],
    do: [
      ...changesOf(key, plan, options).map(([verb, params]) => action(verb, params)),
      ...rounds
        .filter(({ calls }) => calls > 0)
        .map(({ calls, group, node }) => action("record", { calls, as: group, on: node })),
    ],
    expect: expectationsOf(key, plan, { rounds, where, isNewUsable: options.isNewUsable }),
  }
}

type Change = readonly [verb: string, params: unknown]

function changesOf(
  key: StepKey,
  plan: Plan,
  { isNewUsable }: PlanScenarioOptions,
): readonly Change[] {
  const { old, next, dates } = plan
  const upload = ({ letter, key: privateKey }: PlanCertificate): readonly Change[] =>
    privateKey === null ? [] : [["upload", letter]]
  switch (key) {
    case "before":
      return [
        ...recordersOf(plan)
          .filter(({ skewMs }) => skewMs !== 0)
          .map(({ node, skewMs }): Change => [
            "clock",
            { node, skew: `${Math.round(skewMs / 1_000)}s` },
          ]),
        ...upload(old),
        deploy(old, dates.before),
        ...plan.decryptUriPrefix.map(({ location }): Change => [
          "route",
          { location, to: "rcs-1" },
        ]),
      ]
    case "overlap":
      return isNewUsable ? [...upload(next), deploy(next, dates.overlap)] : []
    case "oldRemoved":
      return isNewUsable ? [["remove", "A"]] : []
    case "rollback":
      return [["restore", { profile: STEP_TEXTS.before.title }]]
    default:
      return []
  }
}

/** GAX adds nothing that cannot be used on the day [A]; the profile can hold it all the same. */
function deploy({ letter, certificate }: PlanCertificate, at: Date): Change {
  const isValid = at >= certificate.notBefore && at <= certificate.notAfter
  return ["deploy", { certificate: letter, directly: !isValid }]
}

interface Expecting {
  readonly rounds: readonly Round[]
  readonly where: string
  readonly isNewUsable: boolean
}

function expectationsOf(
  key: StepKey,
  { old, next, decryptUriPrefix }: Plan,
  { rounds, where, isNewUsable }: Expecting,
): readonly Expectation[] {
  const expect = (kind: string, params: object, basis: readonly Basis[]): Expectation => ({
    kind,
    params: { ...params, basis },
    basis,
    when: {},
    where,
  })
  const said = rounds
    .filter(({ calls }) => calls > 0)
    .flatMap(({ group, calls, recipients }) =>
      recipients === null
        ? [expect("refused", { action: "record", of: group, code: NO_RECIPIENT, calls }, ["A"])]
        : [
            expect("recorded", { of: group, calls }, ["D"]),
            expect("recipients", { of: group, are: recipients }, ["M", "S"]),
          ],
    )
  if (key === "oldRemoved" && isNewUsable) {
    const holds = [old, next].filter((one) => one.key !== null).map(({ letter }) => letter)
    said.push(
      expect("profile", { certificates: ["B"] }, ["D"]),
      expect("keystore", { holds }, ["D"]),
    )
  }
  if (key === "rollback") {
    said.push(expect("profile", { sameAs: STEP_TEXTS.before.title }, ["D"]))
    if (old.key !== null && decryptUriPrefix.length > 0) {
      said.push(expect("route", { of: "before", to: "rcs-1" }, ["D"]))
    }
  }
  return said
}

const NO_RECIPIENT = "ERR_MCP_NO_USABLE_RECIPIENT"
