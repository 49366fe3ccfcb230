import type { EnvelopeProfile } from "@gir/contracts"
import type { Random } from "@gir/sim"
import type { AdministratorSession } from "../clients/administrator.ts"
import type { Peers } from "../clients/peers.ts"
import type { Installation } from "../installation/installation.ts"
import type { DemoAuthority } from "../pki/demo-authority.ts"
import type { PlaybackOracle } from "../playback/oracle.ts"
import type { DemoFacts, Moment } from "./demo-facts.ts"
import type { DemoInput } from "./demo-input.ts"

/** Everything that the demo's steps share. Steps add to `facts`; nothing else changes. */
export interface DemoStage {
  readonly installation: Installation
  readonly peers: Peers
  readonly authority: DemoAuthority
  /** The oracle of one moment; each moment plays everything anew. */
  oracle(moment: Moment): PlaybackOracle
  /** Name of the IVR Profile. */
  readonly profileName: string
  readonly random: Random
  readonly input: DemoInput
  readonly envelopeProfile: EnvelopeProfile
  readonly facts: DemoFacts
  /** Set by the first step. */
  readonly world: DemoWorld
}

/** What the first step makes, and the later ones need. */
export interface DemoWorld {
  /** Null until somebody has logged in. */
  administrator: AdministratorSession | null
  ivrProfileDbid: number
}

/** @returns the administrator whom the first step logged in. */
export function administratorOf({ world }: DemoStage): AdministratorSession {
  if (world.administrator === null) throw new RangeError("nobody has logged in to GAX")
  return world.administrator
}

/** How many interactions each round records. */
export const ROUND = 3
