import type { MediaFact, ProfileFact, RunFacts, StepFacts } from "./facts.ts"

/** What differs from the step before: "certificates-2 added", "profile version 4 → 5". */
export function describeChanges({ steps, media }: RunFacts, index: number): string[] {
  const now = steps[index]
  const before = steps[index - 1] ?? null
  if (now === undefined) return []
  return [
    ...profileChanges(now.installation.profile, before?.installation.profile ?? null),
    ...keystoreChanges(now, before),
    ...recordingChanges(media, index + 1),
    ...restartsPending(now),
  ]
}

function profileChanges(now: ProfileFact, before: ProfileFact | null): string[] {
  const was = before?.certificates ?? {}
  const changes = [
    ...Object.entries(now.certificates)
      .filter(([option, name]) => was[option] !== name)
      .map(([option, name]) => `${option} is ${name}`),
    ...Object.keys(was)
      .filter((option) => !(option in now.certificates))
      .map((option) => `${option} removed`),
  ]
  if (before === null || before.version === now.version) return changes
  return [...changes, `profile version ${before.version} → ${now.version}`]
}

function keystoreChanges(now: StepFacts, before: StepFacts | null): string[] {
  return Object.entries(now.installation.keystores).flatMap(([node, held]) => {
    const was = before?.installation.keystores[node] ?? []
    const added = held.filter((name) => !was.includes(name))
    const gone = was.filter((name) => !held.includes(name))
    return [
      ...(added.length > 0 ? [`${node} holds the key of ${added.join(", ")}`] : []),
      ...(gone.length > 0 ? [`${node} holds the key of ${gone.join(", ")} no longer`] : []),
    ]
  })
}

function recordingChanges(media: readonly MediaFact[], step: number): string[] {
  const recorded = media.filter((one) => one.step === step && one.kind === "call")
  return [...new Set(recorded.map(({ group }) => group))].map((group) => {
    const calls = recorded.filter((one) => one.group === group)
    const sets = [...new Set(calls.map(({ recipients }) => recipients.join(" + ") || "nobody"))]
    return `${calls.length} recorded as ${group}, encrypted to ${sets.join(" or ")}`
  })
}

function restartsPending({ installation }: StepFacts): string[] {
  return installation.nodes.flatMap(({ name, options }) =>
    options
      .filter(({ isRestartPending }) => isRestartPending)
      .map(({ option }) => `${name} has to be restarted for ${option}`),
  )
}
