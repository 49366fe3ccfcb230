import { GirError } from "@gir/errors"
import { mkdir, statfs } from "node:fs/promises"
import { isIPv4 } from "node:net"
import { networkInterfaces } from "node:os"

/** An empty installation in its own database, its logs, and the recordings of a day of labs. */
const SEAT_BYTES = 200 * 2 ** 20

/**
 * Names before the class what would stop it in the middle.
 *
 * @throws ERR_STORAGE_FULL, ERR_CLI_USAGE for an address that is not this machine's.
 */
export async function checkMachine(
  folder: string,
  { students, host }: { readonly students: number; readonly host: string },
): Promise<void> {
  checkAddress(host)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(folder)
  const neededBytes = students * SEAT_BYTES
  if (bavail * bsize >= neededBytes) return
  const mebibytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MiB`
  throw new GirError(
    "ERR_STORAGE_FULL",
    `${folder} has ${mebibytes(bavail * bsize)} free, and ${students} students need ${mebibytes(neededBytes)}`,
    { next: "free some room, name another folder with --state, or start fewer students" },
  )
}

/** One address: `0.0.0.0` is no place that a browser could be sent to. */
function checkAddress(host: string): void {
  const own = Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map(({ address }) => address).filter((address) => isIPv4(address)),
  )
  if (own.includes(host)) return
  throw new GirError("ERR_CLI_USAGE", `--listen ${host} is no IPv4 address of this machine`, {
    next: `name one of: ${own.join(", ")}`,
  })
}
