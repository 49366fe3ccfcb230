import { GirError } from "@gir/errors"

const DAY = /^\d{4}-\d{2}-\d{2}$/
const ISO = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?$/
const ASN1 = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/
/** As `openssl verify -attime` takes it. */
const EPOCH_SECONDS = /^\d{9,12}$/

/**
 * Reads a moment as people write one: `2026-12-01`, `2026-12-01T10:00:00Z`, with an offset, as in a
 * certificate (`20261201100000Z`), or as seconds since 1970. Without a zone it is UTC.
 *
 * @throws ERR_CLI_USAGE
 */
export function parseMoment(text: string, option: string): Date {
  const moment = EPOCH_SECONDS.test(text) ? new Date(Number(text) * 1_000) : readCalendar(text)
  if (moment !== null && !Number.isNaN(moment.getTime())) return moment
  throw new GirError("ERR_CLI_USAGE", `${option} ${text} is no time`, {
    next: `${option} 2026-12-01, or ${option} 2026-12-01T10:00:00Z`,
  })
}

function readCalendar(text: string): Date | null {
  const iso = text.replace(" ", "T").replace(ASN1, "$1-$2-$3T$4:$5:$6Z")
  if (DAY.test(iso)) return onlyReal(iso, `${iso}T00:00:00Z`)
  const [, clock, zone = "Z"] = ISO.exec(iso) ?? []
  return clock === undefined ? null : onlyReal(iso, `${clock}${zone}`)
}

/** JavaScript turns the 30th of February into the 2nd of March. */
function onlyReal(text: string, iso: string): Date | null {
  const day = text.slice(0, 10)
  const [year, month, date] = day.split("-").map(Number)
  const isReal = new Date(Date.UTC(year!, month! - 1, date)).toISOString().startsWith(day)
  return isReal ? new Date(iso) : null
}
