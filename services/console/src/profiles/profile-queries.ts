import type {
  FileNamePart,
  FileNamePreview,
  NewProfile,
  OpenedOption,
  OptionsTab,
  ProfileGeneral,
  ProfileGeneralSave,
  ProfilePermissions,
  RecordingTab,
  RecordingTabSave,
} from "@gir/contracts"
import { useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const PROFILES = ["profiles"] as const
/** Read again at each visit; what was typed lives in the screen, not here. */
const FRESH = { staleTime: 0, gcTime: 0 } as const

export function useProfiles() {
  return useQuery({
    queryKey: PROFILES,
    ...FRESH,
    queryFn: ({ signal }) => api<ProfileGeneral[]>("/ivr-profiles", { signal }),
  })
}

export function useGeneral(dbid: string) {
  return useQuery({
    queryKey: [...PROFILES, dbid, "general"],
    ...FRESH,
    queryFn: ({ signal }) => api<ProfileGeneral>(`/ivr-profiles/${dbid}/general`, { signal }),
  })
}

export function useRecordingTab(dbid: string) {
  return useQuery({
    queryKey: [...PROFILES, dbid, "recording"],
    ...FRESH,
    queryFn: ({ signal }) => api<RecordingTab>(`/ivr-profiles/${dbid}/recording`, { signal }),
  })
}

export function useOptions(dbid: string) {
  return useQuery({
    queryKey: [...PROFILES, dbid, "options"],
    ...FRESH,
    queryFn: ({ signal }) => api<OptionsTab>(`/ivr-profiles/${dbid}/options`, { signal }),
  })
}

export function usePermissions(dbid: string) {
  return useQuery({
    queryKey: [...PROFILES, dbid, "permissions"],
    queryFn: ({ signal }) =>
      api<ProfilePermissions>(`/ivr-profiles/${dbid}/permissions`, { signal }),
  })
}

/** @returns what the next file would be called, while boxes are ticked. */
export function useFileName(
  fileNameTemplate: readonly FileNamePart[],
  mimeType: RecordingTab["mimeType"],
) {
  return useQuery({
    queryKey: ["file-name", fileNameTemplate, mimeType],
    queryFn: () =>
      api<FileNamePreview>("/file-name-preview", {
        method: "POST",
        body: { fileNameTemplate, mimeType },
      }),
  })
}

export function createProfile(profile: NewProfile) {
  return afterwards(api<ProfileGeneral>("/ivr-profiles", { method: "POST", body: profile }))
}

export function cloneProfile(dbid: string, names: { name: string; displayName: string }) {
  const path = `/ivr-profiles/${dbid}/clone`
  return afterwards(api<ProfileGeneral>(path, { method: "POST", body: names }))
}

export function deleteProfile(dbid: string, version: number) {
  return afterwards(api(`/ivr-profiles/${dbid}?version=${version}`, { method: "DELETE" }))
}

export function saveGeneral(dbid: string, save: ProfileGeneralSave) {
  const path = `/ivr-profiles/${dbid}/general`
  return api<ProfileGeneral>(path, { method: "PUT", body: save })
}

/** Everything but the tenant stays. @throws ApiProblem ERR_CONFLICT after a change by others. */
export function moveProfile(profile: ProfileGeneral, tenant: string) {
  return afterwards(saveGeneral(String(profile.dbid), movedProfile(profile, tenant)))
}

/** @returns what Move To saves. */
export function movedProfile(profile: ProfileGeneral, tenant: string): ProfileGeneralSave {
  const { version, name, displayName, description, isEnabled } = profile
  return { version, name, displayName, description, tenant, isEnabled }
}

export function saveRecordingTab(dbid: string, save: RecordingTabSave) {
  const path = `/ivr-profiles/${dbid}/recording`
  return api<RecordingTab>(path, { method: "PUT", body: save })
}

/** Stores one option; a certificate comes back as the Options tab leaves it. */
export function saveOption(dbid: string, option: OpenedOption) {
  const { version, value } = option
  const body = { version, value }
  return afterwards(api<OpenedOption>(optionPath(dbid, option), { method: "PUT", body }))
}

export function deleteOption(dbid: string, option: OpenedOption) {
  const path = `${optionPath(dbid, option)}?version=${option.version}`
  return afterwards(api(path, { method: "DELETE" }))
}

function optionPath(dbid: string, { section, name }: OpenedOption): string {
  const place = [section, name].map(encodeURIComponent).join("/")
  return `/ivr-profiles/${dbid}/options/${place}`
}

/** After a change every tab of every profile is read again. */
export async function readProfilesAgain(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: PROFILES })
}

async function afterwards<T>(change: Promise<T>): Promise<T> {
  const answer = await change
  await readProfilesAgain()
  return answer
}
