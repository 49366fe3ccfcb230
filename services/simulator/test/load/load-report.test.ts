import { XMLParser } from "fast-xml-parser"
import { describe, expect, it } from "vitest"
import { findBottleneck } from "../../src/load/report/find-bottleneck.ts"
import { loadJunit } from "../../src/load/report/load-junit.ts"
import { loadPage, verdictSentence } from "../../src/load/report/load-page.ts"
import { sampleLoad } from "./sample-load.ts"

const broken = sampleLoad({
  verdict: "broken",
  exitCode: 1,
  profile: { ...sampleLoad({}).profile, title: "A <b>title</b>" },
  thresholds: [
    {
      metric: "record_durable",
      expression: "p(99)<250",
      actual: 261,
      unit: "ms",
      status: "broken",
      overFromS: 38,
      overToS: 104,
    },
  ],
})

describe("load report", () => {
  it("shows a broken threshold as a red row with limit, actual, and when", () => {
    const { text } = loadPage(broken)
    const row = /<tr class="broken">[\s\S]*?<\/tr>/.exec(text)?.[0] ?? ""
    expect(row).toContain("✗ broken")
    expect(row).toContain("p(99)&lt;250")
    expect(row).toContain("261 ms")
    expect(row).toContain("11 ms off, from 00:38 to 01:44")
  })

  it("loads nothing and takes no markup from a profile", () => {
    const { text } = loadPage(broken)
    expect(text).not.toMatch(/\b(?:src|href)=|url\(|@import/)
    expect(text).not.toContain("<b>title")
  })

  it("counts no thresholds where a profile sets none", () => {
    expect(verdictSentence(sampleLoad({}))).toBe(
      "the books balance; the profile sets no thresholds",
    )
    expect(verdictSentence(broken)).toBe("1 of 1 thresholds")
  })

  it("is JUnit with a failed case for the threshold", () => {
    const parser = new XMLParser({ ignoreAttributes: false })
    const { testsuites } = parser.parse(loadJunit(broken)) as {
      testsuites: { testsuite: { "@_tests": string; "@_failures": string } }
    }
    expect(testsuites.testsuite).toMatchObject({ "@_tests": "4", "@_failures": "1" })
  })

  it("names the process that has no core to spare, and says so when none is", () => {
    const sample = (second: number, cpu: number) => ({
      second,
      services: { "mcp-1": { cpu, rssMiB: 1, lagMs: 1 }, rws: { cpu: 0.1, rssMiB: 1, lagMs: 1 } },
      queues: {},
    })
    expect(findBottleneck([sample(1, 0.2), sample(2, 0.97)], 2)).toContain("mcp-1 event loop")
    expect(findBottleneck([sample(1, 0.2), sample(2, 0.3)], 2)).toContain("none reached")
  })
})
