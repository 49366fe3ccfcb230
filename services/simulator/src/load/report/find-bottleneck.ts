import type { Sample } from "../run/service-samples.ts"

/** A process that uses so much of a core has none to spare. */
const BUSY = 0.9
/** All cores together. */
const FULL = 0.9

/** @returns what held the load back, in one sentence, or that nothing was used up. */
export function findBottleneck(samples: readonly Sample[], cores: number): string {
  const names = [...new Set(samples.flatMap(({ services }) => Object.keys(services)))]
  const means = names
    .map((name) => {
      const seen = samples.flatMap(({ second, services }) => {
        const one = services[name]
        return one === undefined ? [] : [{ second, cpu: one.cpu }]
      })
      const mean = seen.reduce((sum, { cpu }) => sum + cpu, 0) / Math.max(1, seen.length)
      return { name, mean, busy: seen.filter(({ cpu }) => cpu >= BUSY) }
    })
    .toSorted((a, b) => b.mean - a.mean)
  const [most] = means
  if (most === undefined) return "not known: no service answered"
  const busiest = means.find(({ busy }) => busy.length > samples.length / 4)
  if (busiest !== undefined) {
    return `${busiest.name} event loop, ${percent(BUSY)} busy or more from second ${busiest.busy[0]?.second ?? 0}`
  }
  const all = means.reduce((sum, { mean }) => sum + mean, 0)
  if (all / cores >= FULL) {
    return `the processors: services use ${percent(all / cores)} of ${cores} cores, ${most.name} most`
  }
  const used = `services use ${percent(all / cores)} of ${cores} cores`
  return `none reached: ${used}; ${most.name} is the busiest at ${percent(most.mean)} of one`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
