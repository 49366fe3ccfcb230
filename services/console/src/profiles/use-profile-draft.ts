import type { NewProfile, Problem, ProfileGeneral, RecordingTab } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import {
  generalDraft,
  recordingDraft,
  recordingSave,
  type RecordingDraft,
} from "./profile-draft.ts"
import { readProfilesAgain, saveGeneral, saveRecordingTab } from "./profile-queries.ts"

interface Stored {
  readonly profile: ProfileGeneral
  readonly recordingTab: RecordingTab
}

/**
 * What was typed on the tabs of a profile and is not stored yet; a tab that nobody touched follows
 * what is stored.
 */
export function useProfileDraft(dbid: string, stored: Stored) {
  const [general, setGeneral] = useState<NewProfile | null>(null)
  const [recording, setRecording] = useState<RecordingDraft | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [said, setSaid] = useState("")

  /** @returns whether all of it is stored. */
  const save = async (): Promise<boolean> => {
    setProblem(null)
    setSaid("")
    try {
      await store(dbid, { general, recording }, stored)
      await readProfilesAgain()
      setGeneral(null)
      setRecording(null)
      setSaid("Saved")
      return true
    } catch (error) {
      setProblem(problemOf(error))
      return false
    }
  }
  return {
    general: general ?? generalDraft(stored.profile),
    setGeneral,
    recording: recording ?? recordingDraft(stored.recordingTab),
    setRecording,
    problem,
    said,
    save,
  }
}

interface Drafts {
  readonly general: NewProfile | null
  readonly recording: RecordingDraft | null
}

/** Two saves of one object: the second names the version that the first one made. */
async function store(dbid: string, { general, recording }: Drafts, stored: Stored): Promise<void> {
  let version = Math.max(stored.profile.version, stored.recordingTab.version)
  if (general !== null) version = (await saveGeneral(dbid, { version, ...general })).version
  if (recording === null) return
  await saveRecordingTab(dbid, recordingSave(recording, stored.recordingTab, version))
}
