import { JOB_NAMES, type JobName } from "@gir/contracts"
import { named, type Database } from "@gir/database"
import type {
  EndedRow,
  EndedSpan,
  Fault,
  JobFailures,
  JobKey,
  JobLedger,
  LedgerRow,
  LedgerSurvey,
  NewJob,
} from "./job-ledger.ts"

/** A job that was just offered is given this long to show up in the queue. */
const INSERT_GRACE_MS = 2_000
const OFFERED_GRACE_MS = 15_000

const ROW = `name, id, payload, traceparent, status, attempts, result, code, message,
  will_retry as "willRetry"`

/** The ledger in its table; every method is one prepared statement. */
export function postgresLedger(database: Database): JobLedger {
  return {
    insert: (job) => insert(database, job),
    find: (job) => find(database, job),
    findEnded: (jobs) => findEnded(database, jobs),
    finish: (job) => finish(database, job),
    recordFault: (fault) => recordFault(database, fault),
    reopen: (job) => reopen(database, job),
    survey: (name) => survey(database, name),
    claimDue: (name, limit) => claimDue(database, { name, limit }),
    reopenAll: (name) => reopenAll(database, name),
    endedSince: (name, span) => endedSince(database, name, span),
    failures: () => failures(database),
    countFailed: () => countFailed(database),
  }
}

async function insert(database: Database, job: NewJob): Promise<boolean> {
  const rows = await named(database, {
    name: "job-ledger-insert",
    text: `insert into job_ledger (name, id, payload, offer_at, traceparent)
      values ($1, $2, $3, now() + $4 * interval '1 ms', $5)
      on conflict (name, id) do nothing returning id`,
    values: [
      job.name,
      job.id,
      JSON.stringify(job.payload),
      INSERT_GRACE_MS,
      job.traceparent ?? null,
    ],
  })
  return rows.length > 0
}

async function find(database: Database, job: JobKey): Promise<LedgerRow | null> {
  const [row] = await named<LedgerRow>(database, {
    name: "job-ledger-find",
    text: `select ${ROW} from job_ledger where name = $1 and id = $2`,
    values: [job.name, job.id],
  })
  return row ?? null
}

async function findEnded(
  database: Database,
  jobs: readonly JobKey[],
): Promise<readonly LedgerRow[]> {
  return named<LedgerRow>(database, {
    name: "job-ledger-find-ended",
    text: `select ${ROW} from job_ledger
      join unnest($1::text[], $2::text[]) as asked (name, id) using (name, id)
      where status <> 'open'`,
    values: [jobs.map(({ name }) => name), jobs.map(({ id }) => id)],
  })
}

async function finish(database: Database, job: JobKey & { result: unknown }): Promise<void> {
  await named(database, {
    name: "job-ledger-finish",
    text: `update job_ledger set status = 'done', result = $3, code = null, message = null,
      will_retry = false, ended_at = now()
      where name = $1 and id = $2 and status <> 'done'`,
    values: [job.name, job.id, JSON.stringify(job.result)],
  })
}

async function recordFault(database: Database, fault: Fault): Promise<void> {
  const { name, id, code, message, next, offerInMs } = fault
  const status = next === "open" ? "open" : "failed"
  await named(database, {
    name: "job-ledger-fault",
    text: `update job_ledger set attempts = attempts + 1, code = $3, message = $4, status = $5,
      will_retry = $6, offer_at = now() + $7 * interval '1 ms',
      node = nullif(current_setting('application_name'), ''),
      ended_at = case when $5 = 'open' then null else now() end
      where name = $1 and id = $2 and status = 'open'`,
    values: [name, id, code, message, status, next === "resting", offerInMs],
  })
}

async function reopen(database: Database, job: JobKey): Promise<boolean> {
  const rows = await named(database, {
    name: "job-ledger-reopen",
    text: `update job_ledger set status = 'open', attempts = 0, will_retry = false, ended_at = null,
      offer_at = now() + $3 * interval '1 ms'
      where name = $1 and id = $2 and status = 'failed' returning id`,
    values: [job.name, job.id, INSERT_GRACE_MS],
  })
  return rows.length > 0
}

async function survey(database: Database, name: JobName): Promise<LedgerSurvey> {
  const [row] = await named<LedgerSurvey>(database, {
    name: "job-ledger-survey",
    text: `select count(*) filter (where status = 'open') as open,
      coalesce(bool_or(status = 'open' and offer_at <= now()), false) as "isOpenDue",
      coalesce(bool_or(will_retry and offer_at <= now()), false) as "isRestingDue"
      from job_ledger where name = $1 and (status = 'open' or will_retry)`,
    values: [name],
  })
  return row ?? { open: 0, isOpenDue: false, isRestingDue: false }
}

async function claimDue(
  database: Database,
  claim: { readonly name: JobName; readonly limit: number },
): Promise<readonly string[]> {
  const rows = await named<{ id: string }>(database, {
    name: "job-ledger-claim-due",
    text: `update job_ledger set status = 'open', will_retry = false, ended_at = null,
      attempts = case when status = 'failed' then 0 else attempts end,
      offer_at = now() + $3 * interval '1 ms'
      where name = $1 and id in (
        select id from job_ledger
        where name = $1 and (status = 'open' or will_retry) and offer_at <= now()
        order by offer_at limit $2 for update skip locked)
      returning id`,
    values: [claim.name, claim.limit, OFFERED_GRACE_MS],
  })
  return rows.map(({ id }) => id)
}

async function reopenAll(database: Database, name: JobName): Promise<readonly string[]> {
  const rows = await named<{ id: string }>(database, {
    name: "job-ledger-reopen-all",
    text: `update job_ledger set status = 'open', attempts = 0, will_retry = false, ended_at = null,
      offer_at = now() + $2 * interval '1 ms'
      where name = $1 and status = 'failed' returning id`,
    values: [name, INSERT_GRACE_MS],
  })
  return rows.map(({ id }) => id)
}

async function endedSince(
  database: Database,
  name: JobName,
  { since, limit }: EndedSpan,
): Promise<readonly EndedRow[]> {
  return named<EndedRow>(database, {
    name: "job-ledger-ended-since",
    text: `select ${ROW}, ended_at as "endedAt" from job_ledger
      where name = $1 and ended_at >= $2 order by ended_at limit $3`,
    values: [name, since, limit],
  })
}

async function failures(database: Database): Promise<readonly JobFailures[]> {
  return named<JobFailures>(database, {
    name: "job-ledger-failures",
    text: `select name, code, node, count(*) as count,
      count(*) filter (where will_retry) as resting, max(ended_at) as "lastAt",
      (array_agg(message order by ended_at desc))[1] as "lastMessage"
      from job_ledger where status = 'failed' group by name, code, node order by "lastAt" desc`,
    values: [],
  })
}

async function countFailed(database: Database): Promise<ReadonlyMap<JobName, number>> {
  const rows = await named<{ name: JobName; failed: number }>(database, {
    name: "job-ledger-count-failed",
    text: "select name, count(*) as failed from job_ledger where status = 'failed' group by name",
  })
  return new Map([
    ...JOB_NAMES.map((name) => [name, 0] as const),
    ...rows.map(({ name, failed }) => [name, failed] as const),
  ])
}
