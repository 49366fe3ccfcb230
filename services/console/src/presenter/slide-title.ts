import type { ScenarioWalk, WalkSlide } from "@gir/contracts"

const TITLES: Readonly<Record<WalkSlide["show"], string>> = {
  call: "Call",
  mcp: "MCP",
  envelope: "Envelope",
  storage: "Storage Destination",
  processor: "Recording Processor",
  rws: "RWS",
  rcs: "RCS",
  playback: "Playback",
  screen: "Screen",
  intake: "RWS encrypts",
  muxer: "Muxer",
  muxed: "Encrypted again",
  step: "Step",
  matrix: "Recordings, played after every step",
}

/** @returns what stands above a slide. */
export function slideTitle({ show, step }: WalkSlide, { stepNames }: ScenarioWalk): string {
  return show === "step" ? `Step ${step}: ${stepNames[step - 1] ?? ""}` : TITLES[show]
}
