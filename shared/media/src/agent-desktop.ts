import { Canvas, type Colour } from "./canvas.ts"

/** What can be told apart on a drawn screen. */
export interface DesktopFacts {
  readonly recordingId: string
  readonly agentId: string
  readonly startTime: Date
  readonly durationMs: number
}

export const DESKTOP_WIDTH = 640
export const DESKTOP_HEIGHT = 360

const WALL: Colour = [38, 134, 124]
const BAR: Colour = [64, 158, 106]
const PANEL: Colour = [214, 130, 126]
const FIELD: Colour = [235, 128, 128]
const GREEN: Colour = [130, 90, 80]
const RED: Colour = [82, 100, 220]
const DARK = 30
const LIGHT = 235
const PROGRESS = { x: 24, y: 320, width: 592, height: 12 }
const NOTE_EVERY_MS = 4_000
const NOTES = [
  "CUSTOMER CALLS ABOUT A CLEANING ROBOT",
  "IT ONLY TURNS IN CIRCLES",
  "RED LIGHT, THREE BLINKS: LEFT WHEEL SENSOR",
  "WOOL TAKEN OUT BEHIND THE WHEEL",
  "DRIVES STRAIGHT AGAIN",
]

/** A drawn agent desktop; the parts that stay are drawn once. */
export interface AgentDesktop {
  /** @returns the picture at that time after the start, as yuv420p bytes. */
  frameAt(elapsedMs: number): Buffer
}

/** Draws the desktop of one call: its id, the agent, a clock, notes that grow, a progress bar. */
export function agentDesktop(facts: DesktopFacts): AgentDesktop {
  const still = drawStill(facts)
  return {
    frameAt(elapsedMs) {
      const canvas = still.copy()
      drawClock(canvas, facts, elapsedMs)
      drawNotes(canvas, elapsedMs)
      drawProgress(canvas, elapsedMs / facts.durationMs)
      return canvas.bytes
    },
  }
}

function drawStill(facts: DesktopFacts): Canvas {
  const canvas = new Canvas(DESKTOP_WIDTH, DESKTOP_HEIGHT)
  canvas.fill({ x: 0, y: 0, width: DESKTOP_WIDTH, height: DESKTOP_HEIGHT }, WALL)
  canvas.fill({ x: 0, y: 0, width: DESKTOP_WIDTH, height: 32 }, BAR)
  canvas.write("AGENT DESKTOP", { x: 12, y: 10, scale: 2, luma: LIGHT })
  canvas.fill({ x: 12, y: 44, width: 616, height: 96 }, PANEL)
  canvas.write("CALL", { x: 24, y: 54, scale: 2, luma: DARK })
  canvas.write(facts.recordingId, { x: 84, y: 54, scale: 2, luma: DARK })
  canvas.write("AGENT", { x: 24, y: 80, scale: 2, luma: DARK })
  canvas.write(facts.agentId, { x: 96, y: 80, scale: 2, luma: DARK })
  canvas.write("QUEUE ROBOT REPAIRS", { x: 24, y: 106, scale: 2, luma: DARK })
  canvas.fill({ x: 12, y: 152, width: 616, height: 136 }, FIELD)
  canvas.fill({ x: 12, y: 300, width: 616, height: 48 }, PANEL)
  canvas.fill(PROGRESS, FIELD)
  return canvas
}

/** The clock shows UTC, so that the same call is the same picture on every machine. */
function drawClock(canvas: Canvas, facts: DesktopFacts, elapsedMs: number): void {
  const shown = new Date(facts.startTime.getTime() + elapsedMs).toISOString()
  const text = `${shown.slice(0, 10)} ${shown.slice(11, 19)} UTC`
  canvas.write(text, { x: 340, y: 10, scale: 2, luma: LIGHT })
  const isLit = Math.floor(elapsedMs / 1_000) % 2 === 0
  canvas.fill({ x: 506, y: 100, width: 20, height: 20 }, isLit ? RED : PANEL)
  const seconds = (elapsedMs / 1_000).toFixed(1).padStart(6, "0")
  canvas.write(seconds, { x: 536, y: 104, scale: 2, luma: DARK })
}

function drawNotes(canvas: Canvas, elapsedMs: number): void {
  const count = Math.min(Math.floor(elapsedMs / NOTE_EVERY_MS) + 1, NOTES.length)
  NOTES.slice(0, count).forEach((note, line) => {
    canvas.write(note, { x: 24, y: 164 + line * 24, scale: 2, luma: DARK })
  })
}

function drawProgress(canvas: Canvas, share: number): void {
  const width = 2 * Math.round((Math.min(Math.max(share, 0), 1) * PROGRESS.width) / 2)
  canvas.fill({ ...PROGRESS, width }, GREEN)
}
