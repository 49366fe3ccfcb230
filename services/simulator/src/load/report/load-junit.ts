import { suite, type TestCase } from "../../evidence/junit.ts"
import type { LoadDocument, RotationFacts } from "./load-document.ts"
import { overText } from "./load-page.ts"

function rotationCase({ isShown, sentence }: RotationFacts, className: string): TestCase {
  const status = isShown ? "held" : "broken"
  return { name: "calls to the new certificates alone", className, status, text: sentence }
}

/** JUnit XML: a case for each threshold, for the conservation law, and for playback. */
export function loadJunit(load: LoadDocument): string {
  const className = `load.${load.profile.name}`
  const thresholds = load.thresholds.map((one): TestCase => ({
    name: `${one.metric} ${one.expression}`,
    className,
    status: one.status,
    text: `found ${one.actual ?? "nothing"} ${one.unit}: ${overText(one)}`,
  }))
  const { conservation, proof } = load
  const law: TestCase = {
    name: "conservation",
    className,
    status: conservation.holds ? "held" : "broken",
    text: [...conservation.problems, conservation.sentence].join("\n"),
  }
  const playback: TestCase = {
    name: "every proved recording plays",
    className,
    status: proof.unplayable.length === 0 ? "held" : "broken",
    text: proof.unplayable.map(({ recordingId, code }) => `${recordingId}: ${code}`).join("\n"),
  }
  const { withoutRecipient, plaintextIn } = load.custody
  const custody: TestCase = {
    name: "no plaintext on a disk, and a recipient for every encrypted call",
    className,
    status: withoutRecipient.length + plaintextIn.length === 0 ? "held" : "broken",
    text: [...withoutRecipient, ...plaintextIn].join("\n"),
  }
  const rotation = load.rotation === null ? [] : [rotationCase(load.rotation, className)]
  const cases = [...thresholds, law, playback, custody, ...rotation]
  const body = suite(`load ${load.profile.name}`, load.durationMs, cases)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${load.schema}">\n${body}\n</testsuites>\n`
}
