import type { ApplicationObject, ConfigChange, IvrProfileObject } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { ConfigSource } from "../src/config-source.ts"

/** A Configuration Server in memory, which can be away. */
export interface MemoryConfigSource extends ConfigSource {
  isAway: boolean
  /** Number of profile fetches so far. */
  fetches: number
  save(profile: IvrProfileObject): void
  /** A save whose change is announced nowhere. */
  saveSilently(profile: IvrProfileObject): void
  remove(dbid: number): void
  saveApplication(application: ApplicationObject): void
}

export function memoryConfigSource(): MemoryConfigSource {
  const profiles = new Map<number, IvrProfileObject>()
  const applications = new Map<string, ApplicationObject>()
  const changes: ConfigChange[] = []
  const waiting = new Set<() => void>()
  const announce = (change: Omit<ConfigChange, "sequence">): void => {
    changes.push({ ...change, sequence: changes.length + 1 })
    for (const wake of waiting) wake()
  }
  const assertThere = (): void => {
    if (!source.isAway) return
    throw new GirError("ERR_SERVICE_UNAVAILABLE", "the service does not answer (ECONNREFUSED)")
  }
  const source: MemoryConfigSource = {
    isAway: false,
    fetches: 0,
    save: (profile) => {
      profiles.set(profile.dbid, profile)
      announce({ object: "ivr-profile", id: String(profile.dbid), version: profile.version })
    },
    saveSilently: (profile) => void profiles.set(profile.dbid, profile),
    remove: (dbid) => {
      profiles.delete(dbid)
      announce({ object: "ivr-profile", id: String(dbid), version: null })
    },
    saveApplication: (application) => {
      applications.set(application.name, application)
      announce({ object: "application", id: application.name, version: application.version })
    },
    ivrProfiles: async () => {
      assertThere()
      return [...profiles.values()]
    },
    ivrProfile: async (dbid) => {
      assertThere()
      source.fetches += 1
      return profiles.get(dbid) ?? null
    },
    application: async (name) => {
      assertThere()
      return applications.get(name) ?? null
    },
    changes: async (since, waitMs) => {
      assertThere()
      if (waitMs > 0 && changes.length <= since) {
        await new Promise<void>((resolve) => waiting.add(resolve))
        assertThere()
      }
      return { latest: changes.length, changes: changes.slice(since) }
    },
    close: async () => {
      source.isAway = true
      for (const wake of waiting) wake()
    },
  }
  return source
}
