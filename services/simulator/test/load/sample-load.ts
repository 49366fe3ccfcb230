import type { LoadDocument } from "../../src/load/report/load-document.ts"

/** A load in which nothing happened, but for what is given. */
export function sampleLoad(more: Partial<LoadDocument>): LoadDocument {
  return {
    schema: "gir.load/1",
    verdict: "held",
    exitCode: 0,
    profile: {
      name: "sample",
      title: "Sample",
      file: "sample.yaml",
      sha256: "0a",
      seed: 7,
      description: "a sample",
    },
    command: "npx gir load run sample",
    machine: { cores: 2, model: "a processor", memoryMiB: 1, node: "v20", queue: "postgres" },
    startedAt: "2026-12-01T10:15:00.000Z",
    durationMs: 1_000,
    warmUpMs: 0,
    calls: { offered: 0, stored: 0, refused: {}, failed: {} },
    plays: { offered: 0, played: 0, failed: {} },
    muxes: { offered: 0, done: 0, refused: {} },
    conservation: { holds: true, sentence: "offered 0 = stored 0", problems: [] },
    thresholds: [],
    bottleneck: "none reached",
    costs: null,
    proof: { checked: 0, plays: 0, unplayable: [] },
    rotation: null,
    custody: { withoutRecipient: [], filesSearched: 1, plaintextIn: [] },
    seconds: [],
    latencies: {},
    samples: [],
    shares: [],
    marks: [],
    kills: {},
    errors: [],
    ...more,
  }
}
