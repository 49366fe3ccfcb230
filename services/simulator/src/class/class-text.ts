import { alignColumns } from "../cli/table.ts"
import { INSTRUCTOR } from "./instructor-routes.ts"
import type { SeatProgress } from "./seat-progress.ts"
import type { Seat } from "./seat.ts"

/** What is written on the board: one line per student, and the instructor's own. */
export function boardLines(
  seats: readonly Pick<Seat, "name" | "address" | "code">[],
  instructor: { readonly address: string; readonly code: string },
): string[] {
  return alignColumns([
    ["Seat", "Address", "User", "Code"],
    ...seats.map(({ name, address, code }) => [name, address, "default", code]),
    ["instructor", instructor.address, INSTRUCTOR, instructor.code],
  ])
}

/** Who is where, as the instructor's page shows it. */
export function progressLines(
  seats: readonly (SeatProgress & { readonly name: string })[],
): string[] {
  return alignColumns([
    ["Seat", "Lab", "Done", "At task", "For", "Hints"],
    ...seats.map((seat) => [
      seat.name,
      seat.starting ?? seat.lab ?? "-",
      seat.lab === null ? "-" : `${seat.tasksDone} of ${seat.tasks.length}`,
      seat.task ?? (seat.isSolved ? "solved" : "-"),
      minutes(seat.secondsAtTask),
      String(seat.hintsTaken),
    ]),
  ])
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
