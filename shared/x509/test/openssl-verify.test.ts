import { validateChain, type ExtensionInput } from "@gir/x509"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { daysFromNow, drawCa, drawRecording, NOW, type Drawn, type DrawOptions } from "./draw.ts"
import * as ext from "./extensions.ts"
import { ecKey, rsaKey, type TestKey } from "./keys.ts"
import { opensslFolder, requireOpenssl, type OpensslFolder } from "./openssl.ts"
import { dice, type Dice } from "./dice.ts"

/** A drawn chain: what may be wrong with it is drawn too, and OpenSSL is asked. */
interface Case {
  readonly name: string
  readonly leaf: Drawn
  readonly ca: readonly Drawn[]
  readonly at: Date
}

const CASES = 320
/** The one switch that these chains need: RFC 5280's policy checks are off in OpenSSL. */
const VERIFY = ["verify", "-policy_check"]

const ORGANIZATION = "2.5.4.10"
const POLICY = "1.2.3.1"

/** Faults and oddities of a CA certificate. */
const CA_TWISTS: Readonly<Record<string, (roll: Dice) => DrawOptions>> = {
  expired: (roll) => ({ toDays: -roll.between(1, 20) }),
  "not yet valid": (roll) => ({ fromDays: roll.between(1, 20) }),
  "path length": (roll) => ({ pathLength: roll.between(0, 2) }),
  "not a CA": () => ({ extensions: [ext.notCa()] }),
  "no keyCertSign": () => ({ extensions: [ext.keyUsage(1, 0x02)] }),
  "no keyUsage": () => ({ extensions: [ext.without("keyUsage")] }),
  "no constraints at all": () => ({
    extensions: [ext.without("basicConstraints"), ext.without("keyUsage")],
  }),
  "unknown critical extension": () => ({ extensions: [ext.unknownCritical()] }),
  "permitted organization": (roll) => ({
    extensions: [ext.nameConstraints({ permitted: [organization(roll)] })],
  }),
  "excluded organization": (roll) => ({
    extensions: [ext.nameConstraints({ excluded: [organization(roll)] })],
  }),
  "permitted mailboxes": (roll) => ({
    extensions: [ext.nameConstraints({ permitted: [ext.mailbox(roll.pick(HOSTS))] })],
  }),
  "excluded hosts": (roll) => ({
    extensions: [ext.nameConstraints({ excluded: [ext.host(roll.pick(HOSTS))] })],
  }),
  "permitted addresses": (roll) => ({
    extensions: [
      ext.nameConstraints({
        permitted: [ext.address(10, roll.between(0, 1), 0, 0, 255, 255, 0, 0)],
      }),
    ],
  }),
  "demands a policy": (roll) => ({
    extensions: [ext.requireExplicitPolicy(roll.between(0, 2)), ...somePolicy(roll)],
  }),
  "has a policy": (roll) => ({ extensions: somePolicy(roll) }),
}

const LEAF_TWISTS: Readonly<Record<string, (roll: Dice) => DrawOptions>> = {
  expired: () => ({ toDays: -3 }),
  "not yet valid": () => ({ fromDays: 3 }),
  "unknown critical extension": () => ({ extensions: [ext.unknownCritical()] }),
  mailbox: (roll) => ({ extensions: [ext.altNames(ext.mailbox(`a@${roll.pick(HOSTS)}`))] }),
  host: (roll) => ({ extensions: [ext.altNames(ext.host(`mcp.${roll.pick(HOSTS)}`))] }),
  address: (roll) => ({ extensions: [ext.altNames(ext.address(10, roll.between(0, 1), 2, 3))] }),
  "e-mail": (roll) => ({ subject: { email: `a@${roll.pick(HOSTS)}` } }),
  policy: (roll) => ({ extensions: somePolicy(roll) }),
  "another hash": (roll) => ({ hash: roll.pick(["sha1", "sha384", "sha512"] as const) }),
}

const HOSTS = ["x.example", "y.example", "sub.x.example"]
const ORGANIZATIONS = ["Acme", "Other"]

function organization(roll: Dice): Uint8Array {
  return ext.directory([ORGANIZATION, roll.pick(ORGANIZATIONS)])
}

function somePolicy(roll: Dice): readonly ExtensionInput[] {
  return [ext.policies(roll.pick([POLICY, "1.2.3.2", "2.5.29.32.0"]))]
}

describe.runIf(requireOpenssl("chains against openssl verify"))("validateChain", () => {
  let folder: OpensslFolder
  beforeAll(() => {
    folder = opensslFolder()
  })
  afterAll(() => folder.remove())

  it(`judges ${CASES} drawn chains as openssl verify does`, async () => {
    const cases = Array.from({ length: CASES }, (_, seed) => drawCase(seed))
    const theirs = await openssl(folder, cases)
    const ours = cases.map(({ leaf, ca, at }) => {
      const caCertificates = ca.map(({ certificate }) => certificate)
      return validateChain({ certificate: leaf.certificate, caCertificates, at })
    })
    const disagreements = cases.flatMap(({ name }, at) => {
      const [our, their] = [ours[at]!, theirs[at]!]
      if (our.isTrusted === (their === "OK")) return []
      return [`${name}: ours ${our.isTrusted ? "OK" : our.code}, openssl ${their}`]
    })
    expect(disagreements).toEqual([])
    const trusted = ours.filter(({ isTrusted }) => isTrusted).length
    // Both answers come often enough for the agreement to mean something.
    expect(trusted).toBeGreaterThan(CASES / 4)
    expect(trusted).toBeLessThan((CASES * 3) / 4)
  })

  /** What OpenSSL accepts or refuses without -x509_strict, and RFC 5280 does not. */
  it.each(explainedDisagreements())("differs from OpenSSL knowingly: $name", async (one) => {
    const [their] = await openssl(folder, [one])
    const caCertificates = one.ca.map(({ certificate }) => certificate)
    const our = validateChain({ certificate: one.leaf.certificate, caCertificates, at: one.at })
    expect({ ours: our.isTrusted, openssl: their === "OK" }).toEqual(one.expected)
  })
})

function drawCase(seed: number): Case {
  const roll = dice(seed)
  const twists: string[] = []
  const at = roll.chance(10) ? daysFromNow(roll.between(-60, 400) + 0.5) : NOW
  const drawLink = (name: string, issuer: Drawn | null): Drawn => {
    const twist = roll.chance(22) ? roll.pick(Object.keys(CA_TWISTS)) : null
    if (twist !== null) twists.push(`${name} ${twist}`)
    return drawCa(name, {
      key: someKey(roll),
      ...(issuer === null ? {} : { issuer }),
      ...subject(roll),
      ...(twist === null ? {} : CA_TWISTS[twist]!(roll)),
    })
  }
  let issuer = drawLink(`Root ${seed}`, null)
  const ca = [issuer]
  for (let depth = roll.between(0, 3); depth > 0; depth -= 1) {
    const name = `Inter ${seed}.${depth}`
    const parent = issuer
    issuer = drawLink(name, parent)
    ca.unshift(issuer)
    // A stale or renewed certificate of the same CA, on the same key.
    if (roll.chance(15)) {
      const twist = roll.pick(["expired", "not yet valid"])
      const twin = drawCa(name, { key: issuer.key, issuer: parent, ...CA_TWISTS[twist]!(roll) })
      ca.splice(roll.between(0, 1), 0, { ...twin, certificate: twin.certificate })
      twists.push(`${name} twin ${twist}`)
    }
  }
  const leafTwist = roll.chance(40) ? roll.pick(Object.keys(LEAF_TWISTS)) : null
  if (leafTwist !== null) twists.push(`leaf ${leafTwist}`)
  const leaf = drawRecording(`Recording ${seed}`, {
    key: rsaKey(1),
    issuer,
    ...subject(roll),
    ...(leafTwist === null ? {} : LEAF_TWISTS[leafTwist]!(roll)),
  })
  const file = changeFile({ roll, ca, leaf, twists, seed })
  return { name: `seed ${seed} [${twists.join(", ")}]`, ...file, at }
}

interface FileChange {
  readonly roll: Dice
  readonly ca: readonly Drawn[]
  readonly leaf: Drawn
  readonly twists: string[]
  readonly seed: number
}

/** What happens to CA files on their way: shuffled, a part lost, a stranger in place of a CA. */
function changeFile({ roll, ca, leaf, twists, seed }: FileChange): Pick<Case, "leaf" | "ca"> {
  if (roll.chance(20)) return { leaf, ca: roll.shuffle(ca) }
  if (roll.chance(8)) {
    twists.push("one certificate lost")
    const lost = roll.between(0, ca.length - 1)
    return { leaf, ca: ca.filter((_, at) => at !== lost) }
  }
  if (roll.chance(8)) {
    twists.push("root of the same name, another key")
    return { leaf, ca: [...ca.slice(0, -1), drawCa(`Root ${seed}`, { key: ecKey(6) })] }
  }
  if (roll.chance(8)) {
    const self = drawRecording(`Self ${seed}`, roll.chance(30) ? { toDays: -2 } : {})
    const isThere = roll.chance(60)
    twists.push(`self-signed ${isThere ? "in" : "not in"} the file`)
    return { leaf: self, ca: isThere ? [...ca, self] : ca }
  }
  return { leaf, ca }
}

function subject(roll: Dice): DrawOptions {
  return { subject: { organization: roll.pick(["Acme", "Acme", "Acme", "Other"]) } }
}

function someKey(roll: Dice): TestKey {
  return roll.chance(30) ? rsaKey(roll.between(2, 3)) : ecKey(roll.between(0, 5))
}

interface Explained extends Case {
  readonly expected: { readonly ours: boolean; readonly openssl: boolean }
}

function explainedDisagreements(): readonly Explained[] {
  const root = drawCa("Root")
  const ends = drawRecording("R", { issuer: root, toDays: 0 })
  const oldRoot = drawCa("Old Root", { toDays: -1 })
  const byOld = drawCa("Cross", { issuer: oldRoot, toDays: 400 })
  const byNew = drawCa("Cross", { issuer: root })
  return [
    {
      // RFC 5280 §4.1.2.5: the period runs "through notAfter, inclusive".
      name: "the very second of notAfter",
      leaf: ends,
      ca: [root],
      at: ends.certificate.notAfter,
      expected: { ours: true, openssl: false },
    },
    {
      // RFC 4158 §2.2: one of several paths is enough; OpenSSL builds one and judges it.
      name: "a cross-signed intermediate whose longer-lived certificate leads to an expired root",
      leaf: drawRecording("R", { issuer: byOld }),
      ca: [byOld, byNew, oldRoot, root],
      at: NOW,
      expected: { ours: true, openssl: false },
    },
  ]
}

/** @returns `OK`, or OpenSSL's error number, for each case. */
async function openssl(folder: OpensslFolder, cases: readonly Case[]): Promise<readonly string[]> {
  const commands = cases.map(({ leaf, ca, at }, index) => {
    const leafFile = folder.file(`leaf${index}.pem`, leaf.pem)
    const caFile = folder.file(`ca${index}.pem`, ca.map(({ pem }) => pem).join(""))
    const seconds = String(Math.floor(at.getTime() / 1000))
    return [...VERIFY, "-attime", seconds, "-CAfile", caFile, leafFile]
  })
  const answers = await folder.runAll(commands)
  return answers.map(({ exitCode, text }) =>
    exitCode === 0 ? "OK" : (/error (\d+)/.exec(text)?.[1] ?? text),
  )
}
