import type {
  FileNamePart,
  NewProfile,
  ProfileGeneral,
  RecordingTab,
  RecordingTabSave,
} from "@gir/contracts"
import type { AssignedCertificate } from "../certificates/assigned-certificates.tsx"

/** What the Recording tab shows and a person changes, before Save. */
export interface RecordingDraft {
  readonly certificates: readonly AssignedCertificate[]
  /** Text of each field; empty for none. */
  readonly storageDestination: string
  readonly recordingProcessorUri: string
  readonly speechMinerDestination: string
  readonly speechMinerInteractionReceiver: string
  readonly speechMinerUserName: string
  /** Empty: the stored password stays. */
  readonly speechMinerPassword: string
  readonly mimeType: RecordingTab["mimeType"]
  readonly alertToneSource: string
  readonly fileNameTemplate: readonly FileNamePart[]
}

export function generalDraft(general: ProfileGeneral): NewProfile {
  const { name, displayName, description, tenant, isEnabled } = general
  return { name, displayName, description, tenant, isEnabled }
}

export function recordingDraft(tab: RecordingTab): RecordingDraft {
  return {
    certificates: tab.certificates.map(({ option, certificate, problem }) => ({
      key: option,
      certificate,
      problem,
    })),
    storageDestination: tab.storageDestination ?? "",
    recordingProcessorUri: tab.recordingProcessorUri ?? "",
    speechMinerDestination: tab.speechMinerDestination ?? "",
    speechMinerInteractionReceiver: tab.speechMinerInteractionReceiver ?? "",
    speechMinerUserName: tab.speechMinerUserName ?? "",
    speechMinerPassword: "",
    mimeType: tab.mimeType,
    alertToneSource: tab.alertToneSource ?? "",
    fileNameTemplate: tab.fileNameTemplate,
  }
}

/** @returns the whole tab as it is to be stored: what was added, removed and typed. */
export function recordingSave(
  draft: RecordingDraft,
  tab: RecordingTab,
  version: number,
): RecordingTabSave {
  const stored = new Set(tab.certificates.map(({ option }) => option))
  const kept = new Set(draft.certificates.map(({ key }) => key))
  const { speechMinerPassword } = draft
  return {
    version,
    addCertificateIds: [...kept].filter((key) => !stored.has(key)),
    removeOptions: [...stored].filter((option) => !kept.has(option)),
    storageDestination: textOrNull(draft.storageDestination),
    recordingProcessorUri: textOrNull(draft.recordingProcessorUri),
    speechMinerDestination: textOrNull(draft.speechMinerDestination),
    speechMinerInteractionReceiver: textOrNull(draft.speechMinerInteractionReceiver),
    speechMinerUserName: textOrNull(draft.speechMinerUserName),
    ...(speechMinerPassword === "" ? {} : { speechMinerPassword }),
    mimeType: draft.mimeType,
    alertToneSource: textOrNull(draft.alertToneSource),
    fileNameTemplate: [...draft.fileNameTemplate],
  }
}

function textOrNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim()
}
