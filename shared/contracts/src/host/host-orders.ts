/** What a host is told over its IPC channel: start a node in it, or end one. */
export type HostOrder =
  | {
      readonly order: "start"
      /** Its name in logs, options and paths: `mcp-1`. */
      readonly node: string
      readonly service: string
      readonly environment: Readonly<Record<string, string | undefined>>
      /** Takes its log lines; made with mode 0600. */
      readonly logFile: string
    }
  | { readonly order: "stop"; readonly node: string }

/** What a host reports: a node ended, as it was told to or because it could not start. */
export interface HostReport {
  readonly gone: string
}
