import type { Fingerprint } from "@gir/contracts"
import type {
  Evidence,
  EvidenceCell,
  EvidenceCertificate,
  EvidenceMedia,
  EvidenceRun,
  EvidenceStep,
} from "../src/evidence/evidence.ts"
import { sumUp } from "../src/evidence/sum-up.ts"

const ISSUER = "CN=Interaction Recording CA,OU=Robot Repairs,O=Monster \\& Sons\\, Inc.,C=US"

export interface SampleOptions {
  readonly recordings?: number
  readonly steps?: number
  /** What becomes of a cell; it plays, unless told otherwise. */
  readonly cell?: (recording: number, step: number) => Partial<EvidenceCell>
}

/** A rotation from A to B, as a run would tell it. */
export function sampleEvidence(options: SampleOptions = {}): Evidence {
  const runs = [sampleRun(options)]
  return {
    schema: "gir.rotation/1",
    ...sumUp(runs),
    command: "npx gir rotation validate --plan plan.yaml --report evidence",
    seed: 20_260_101,
    versions: { gir: "1.0.0", node: "20.20.2" },
    inputs: [{ file: "ca.pem", sha256: "5c".repeat(32), bytes: 2_468 }],
    preflight: [
      {
        file: "ca.pem",
        status: "warning",
        code: "ERR_X509_BUNDLE_LINE_ENDS",
        message: "the lines end in CRLF <b>",
        openssl: "OK",
        mend: "gir certificate clean-bundle ca.pem --out ca.clean.pem",
      },
    ],
    runs,
    retentionYears: 7,
    oracleTests: [
      {
        planted: "one bit of the stored bytes is turned",
        isCaught: true,
        mediaId: "media-0",
        expected: "a playback that is not the original",
        found: "ERR_CMS_DECRYPTION_FAILED",
      },
    ],
  }
}

export function sampleRun({ recordings = 6, steps = 3, cell }: SampleOptions = {}): EvidenceRun {
  const media = Array.from({ length: recordings }, (_, index) => sampleMedia(index))
  const cells = media.flatMap(({ mediaId, original }, index) =>
    Array.from({ length: steps }, (_, step): EvidenceCell => {
      const usual = {
        mediaId,
        step: step + 1,
        status: "plays",
        expected: "plays",
        isHeld: true,
        code: null,
        reason: null,
        openedBy: "A",
        fingerprint: original,
      } as const
      return { ...usual, ...cell?.(index, step + 1) }
    }),
  )
  return {
    name: "rotation",
    title: "Rotation from A to B",
    proves: "keep your old certificates",
    envelopeProfile: "classic",
    policy: { noUsableRecipient: "refuse" },
    seed: 20_260_101,
    verdict: cells.every(({ isHeld }) => isHeld) ? "held" : "broken",
    durationMs: 12_345,
    certificates: [sampleCertificate("A", steps), sampleCertificate("B", steps)],
    media,
    steps: Array.from({ length: steps }, (_, index) => sampleStep(index)),
    cells,
    refusals: [
      {
        step: 1,
        what: "1 call on mcp-2",
        code: "ERR_MCP_NO_USABLE_RECIPIENT",
        reason: "certificates-1: it is not valid yet",
        remedy: "Recording tab > Add a valid one",
      },
    ],
    faults: [],
  }
}

function sampleCertificate(name: string, steps: number): EvidenceCertificate {
  const isOld = name === "A"
  return {
    name,
    subject: `Interaction Recording ${name}`,
    issuer: ISSUER,
    serialNumber: isOld ? "2A01" : "2A02",
    sha256: (isOld ? "a1" : "b2").repeat(32),
    notBefore: isOld ? "2025-01-01T00:00:00.000Z" : "2026-12-01T00:00:00.000Z",
    notAfter: isOld ? "2026-12-31T00:00:00.000Z" : "2028-11-30T00:00:00.000Z",
    keyHeldAfter: Array.from({ length: steps }, (_, index) => index + 1),
    onProfileAfter: isOld ? [1] : [2, 3],
  }
}

/** Every third recording opens with A alone, with either, with B alone. */
function sampleMedia(index: number): EvidenceMedia {
  const serials = [["2A01"], ["2A01", "2A02"], ["2A02"]][index % 3] ?? []
  const id = index.toString(16).padStart(12, "0")
  return {
    mediaId: `media-${index}`,
    recordingId: `0a1b2c3d-0000-4000-8000-${id}`,
    kind: "call",
    group: "before",
    step: 1,
    recordedAt: "2026-11-01T10:00:00.000Z",
    node: "mcp-1",
    recipients: serials.map((serialNumber) => ({ issuer: ISSUER, serialNumber })),
    original: fingerprint(index),
  }
}

export function fingerprint(seed: number): Fingerprint {
  return {
    kind: "pcm16",
    sha256: (seed * 2_654_435_761).toString(16).padStart(64, "0"),
    sampleCount: 240_000,
    channels: 2,
    sampleRate: 8_000,
    durationMs: 30_000,
  }
}

function sampleStep(index: number): EvidenceStep {
  return {
    name: ["before", "overlap", "A removed"][index] ?? `step ${index + 1}`,
    explain: "MCP encrypts the session key\nonce per certificate on the profile.",
    guide:
      "Configuration > Configuration Manager > Voice Platform Profiles > recording > Recording > Add",
    at: new Date(Date.UTC(2026, 10, 1 + index * 20)).toISOString(),
    actions: [{ verb: "deploy", sentence: "B deployed on the profile" }],
    changes: ["certificates-2 added"],
    expectations: [
      {
        kind: "recipients",
        basis: index === 0 ? ["D"] : ["D", "A"],
        where: "plan.yaml:12",
        status: "held",
        expected: "A and B",
        found: "A and B",
        hint: null,
      },
    ],
  }
}
