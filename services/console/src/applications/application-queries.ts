import type { ApplicationRow, OpenedOption, OptionsTab } from "@gir/contracts"
import { useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const APPLICATIONS = ["applications"] as const
const FRESH = { staleTime: 0, gcTime: 0 } as const

export function useApplications() {
  return useQuery({
    queryKey: APPLICATIONS,
    ...FRESH,
    queryFn: ({ signal }) => api<ApplicationRow[]>("/applications", { signal }),
  })
}

export function useApplicationOptions(name: string) {
  return useQuery({
    queryKey: [...APPLICATIONS, name],
    ...FRESH,
    queryFn: ({ signal }) => api<OptionsTab>(optionsPath(name), { signal }),
  })
}

export function saveApplicationOption(application: string, option: OpenedOption) {
  const { version, value } = option
  const body = { version, value }
  return afterwards(api<OpenedOption>(optionPath(application, option), { method: "PUT", body }))
}

export function deleteApplicationOption(application: string, option: OpenedOption) {
  const path = `${optionPath(application, option)}?version=${option.version}`
  return afterwards(api(path, { method: "DELETE" }))
}

export function optionsPath(application: string): string {
  return `/applications/${encodeURIComponent(application)}/options`
}

function optionPath(application: string, { section, name }: OpenedOption): string {
  const place = [section, name].map(encodeURIComponent).join("/")
  return `${optionsPath(application)}/${place}`
}

/** What was configured shows at once beside what is effective. */
async function afterwards<T>(change: Promise<T>): Promise<T> {
  const answer = await change
  await queryClient.invalidateQueries({ queryKey: APPLICATIONS })
  await queryClient.invalidateQueries({ queryKey: ["system"] })
  return answer
}
