import type { DrawOptions } from "../draw.ts"
import * as ext from "../extensions.ts"
import { below, invalid, root, valid, type LimboCase } from "./limbo-case.ts"

interface JudgedChain {
  readonly name: string
  readonly chain: Parameters<typeof valid>[1]
}

type Subtrees = Parameters<typeof ext.nameConstraints>[0]
const ORGANIZATION = "2.5.4.10"
const COUNTRY = "2.5.4.6"
const V6 = [0x20, 0x01, 0x0d, 0xb8, ...Array<number>(12).fill(0)]
const V6_MASK = Array.from({ length: 16 }, (_, at) => (at < 4 ? 255 : 0))

/** RFC 5280 §4.2.1.10: names, and the subtrees that they must lie in. */
export function subtreeCases(): readonly LimboCase[] {
  const judged = (name: string, subtrees: Subtrees, leaf: DrawOptions): JudgedChain => {
    const anchor = root({ extensions: [ext.nameConstraints(subtrees)] })
    return { name, chain: [below(anchor, leaf), anchor] }
  }
  const alt = (...names: readonly Uint8Array[]): DrawOptions => ({
    extensions: [ext.altNames(...names)],
  })
  const acme = { subject: { organization: "Acme" } }
  const dns = (base: string): Subtrees => ({ permitted: [ext.host(base)] })
  const inside = [
    judged("permitted DNS, inside", dns("x.example"), alt(ext.host("mcp.x.example"))),
    judged("permitted DNS, the name itself", dns("x.example"), alt(ext.host("x.example"))),
    judged("permitted DNS, in other letters", dns("X.example"), alt(ext.host("mcp.x.EXAMPLE"))),
    judged("permitted DNS, no such name", dns("x.example"), {}),
    judged(
      "excluded DNS, outside",
      { excluded: [ext.host("x.example")] },
      alt(ext.host("y.example")),
    ),
    judged("permitted DN, inside", { permitted: [ext.directory([ORGANIZATION, "Acme"])] }, acme),
    judged(
      "permitted mailbox host",
      { permitted: [ext.mailbox("x.example")] },
      alt(ext.mailbox("a@x.example")),
    ),
    judged(
      "permitted mailbox subdomains",
      { permitted: [ext.mailbox(".x.example")] },
      alt(ext.mailbox("a@sub.x.example")),
    ),
    judged(
      "permitted URI host",
      { permitted: [ext.uri("x.example")] },
      alt(ext.uri("http://x.example/a")),
    ),
    judged(
      "permitted IPv4, inside",
      { permitted: [ext.address(10, 0, 0, 0, 255, 0, 0, 0)] },
      alt(ext.address(10, 9, 9, 9)),
    ),
    judged(
      "permitted IPv6, inside",
      { permitted: [ext.address(...V6, ...V6_MASK)] },
      alt(ext.address(...V6)),
    ),
    judged("constrained other names, and none is there", { permitted: [ext.otherName()] }, {}),
  ]
  const outside = [
    judged("permitted DNS, outside", dns("x.example"), alt(ext.host("y.example"))),
    judged("permitted DNS, a suffix of letters", dns("x.example"), alt(ext.host("ax.example"))),
    judged(
      "permitted DNS, one inside and one outside",
      dns("x.example"),
      alt(ext.host("x.example"), ext.host("y.example")),
    ),
    judged(
      "excluded DNS, inside",
      { excluded: [ext.host("x.example")] },
      alt(ext.host("mcp.x.example")),
    ),
    judged(
      "permitted and excluded DNS",
      { permitted: [ext.host("example")], excluded: [ext.host("x.example")] },
      alt(ext.host("x.example")),
    ),
    judged(
      "permitted DN, outside",
      { permitted: [ext.directory([ORGANIZATION, "Acme"])] },
      { subject: { organization: "Other" } },
    ),
    judged("excluded DN, inside", { excluded: [ext.directory([ORGANIZATION, "Acme"])] }, acme),
    judged(
      "permitted DN of another country, before the organization",
      { permitted: [ext.directory([COUNTRY, "CA"], [ORGANIZATION, "Acme"])] },
      acme,
    ),
    judged(
      "permitted mailbox host, below it",
      { permitted: [ext.mailbox("x.example")] },
      alt(ext.mailbox("a@sub.x.example")),
    ),
    judged(
      "permitted mailbox, another user",
      { permitted: [ext.mailbox("a@x.example")] },
      alt(ext.mailbox("b@x.example")),
    ),
    judged(
      "permitted mailbox, the subject's",
      { permitted: [ext.mailbox("x.example")] },
      { subject: { email: "a@y.example" } },
    ),
    judged(
      "excluded mailbox host",
      { excluded: [ext.mailbox("x.example")] },
      alt(ext.mailbox("a@x.example")),
    ),
    judged(
      "permitted URI host, below it",
      { permitted: [ext.uri("x.example")] },
      alt(ext.uri("http://a.x.example/")),
    ),
    judged(
      "permitted URI, which has no host",
      { permitted: [ext.uri("x.example")] },
      alt(ext.uri("urn:x:y")),
    ),
    judged(
      "permitted URI, whose host is an address",
      { permitted: [ext.uri("x.example")] },
      alt(ext.uri("http://10.0.0.1/")),
    ),
    judged(
      "permitted IPv4, outside",
      { permitted: [ext.address(10, 0, 0, 0, 255, 0, 0, 0)] },
      alt(ext.address(11, 0, 0, 1)),
    ),
    judged(
      "permitted IPv4, an IPv6 address",
      { permitted: [ext.address(10, 0, 0, 0, 255, 0, 0, 0)] },
      alt(ext.address(...V6)),
    ),
    judged(
      "excluded IPv4, inside",
      { excluded: [ext.address(10, 0, 0, 0, 255, 0, 0, 0)] },
      alt(ext.address(10, 9, 9, 9)),
    ),
    judged(
      "constrained other names, and one is there",
      { permitted: [ext.otherName()] },
      alt(ext.otherName()),
    ),
  ]
  return [
    ...inside.map(({ name, chain }) => valid(name, chain)),
    ...outside.map(({ name, chain }) => invalid(name, chain)),
  ]
}
