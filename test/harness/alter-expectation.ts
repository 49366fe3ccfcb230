import type { Expectation, Scenario } from "@gir/simulator"

type Params = Readonly<Record<string, unknown>>

const ANOTHER_CODE = "ERR_X509_NOT_PEM"
const NOBODY = "nobody"

/** What each line is changed to, so that it cannot hold any more. */
const ALTERATIONS: Readonly<Record<string, (params: Params) => Partial<Expectation>>> = {
  plays: (params) => ({ kind: "fails", params: { ...params, code: ANOTHER_CODE } }),
  fails: (params) => ({ kind: "plays", params: { ...params, code: undefined } }),
  refused: (params) => ({ params: { ...params, code: ANOTHER_CODE } }),
  recorded: (params) => ({ params: { ...params, calls: Number(params["calls"]) + 1 } }),
  recipients: (params) => ({ params: { ...params, oneOf: undefined, are: [NOBODY] } }),
  alarm: (params) => ({ params: { ...params, code: ANOTHER_CODE } }),
  notice: (params) => ({ params: { ...params, saying: NOBODY } }),
  profile: (params) => ({ params: { ...params, certificates: [NOBODY] } }),
  keystore: (params) => ({ params: { ...params, holds: [NOBODY] } }),
  mux: (params) => ({
    params: { ...params, code: params["code"] === undefined ? ANOTHER_CODE : undefined },
  }),
  route: (params) => ({
    params: { ...params, code: params["code"] === undefined ? ANOTHER_CODE : undefined },
  }),
  node: (params) => ({ params: { ...params, effective: NOBODY } }),
  census: (params) => ({ params: { ...params, onlyThis: Number(params["onlyThis"]) + 1 } }),
  session: (params) => ({ params: { ...params, code: ANOTHER_CODE } }),
  certificate: (params) => ({ params: { ...params, isSameKey: params["isSameKey"] !== true } }),
  lint: (params) => ({ params: { ...params, errors: [ANOTHER_CODE] } }),
}

export interface Alteration {
  readonly scenario: Scenario
  /** From 0. */
  readonly step: number
  readonly place: number
  readonly where: string
  readonly when: Readonly<Record<string, string>>
}

/** @returns the scenario once for each of its `expect` lines, with that line changed. */
export function alterations(scenario: Scenario): Alteration[] {
  return scenario.steps.flatMap((step, index) =>
    step.expect.map((expectation, place) => ({
      scenario: withExpectation(scenario, [index, place], altered(expectation)),
      step: index,
      place,
      where: expectation.where,
      when: expectation.when,
    })),
  )
}

function altered(expectation: Expectation): Expectation {
  const alter = ALTERATIONS[expectation.kind]
  if (alter === undefined) throw new Error(`nobody knows how to alter ${expectation.kind}`)
  return { ...expectation, ...alter(expectation.params as Params) }
}

function withExpectation(
  scenario: Scenario,
  [step, place]: readonly [number, number],
  expectation: Expectation,
): Scenario {
  const steps = scenario.steps.map((one, index) =>
    index === step ? { ...one, expect: one.expect.with(place, expectation) } : one,
  )
  return { ...scenario, steps }
}
