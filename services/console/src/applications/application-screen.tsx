import type { OptionEntry, RestartOption } from "@gir/contracts"
import { useIsAdministrator } from "../app/session.ts"
import { OptionsEditor } from "../options/options-editor.tsx"
import { PATHS } from "../router/paths.ts"
import { RestartNode } from "../system/restart-node.tsx"
import { useSystem } from "../system/system-queries.ts"
import { Breadcrumbs } from "../ui/breadcrumbs.tsx"
import { CopyCommand, curlCommand } from "../ui/copy-command.tsx"
import type { Column } from "../ui/data-table.tsx"
import { Note } from "../ui/note.tsx"
import { StatusBadge } from "../ui/status.tsx"
import {
  deleteApplicationOption,
  optionsPath,
  saveApplicationOption,
  useApplicationOptions,
} from "./application-queries.ts"

/** Seed: "On the Options tab of each MCP application object", `[mpc] mediamgr.CA_file`. */
export function ApplicationScreen({ name }: { readonly name: string }) {
  const options = useApplicationOptions(name)
  const system = useSystem()
  const isAdministrator = useIsAdministrator()
  const node = system.data?.nodes.find((each) => each.name === name)
  const known = node?.restartOptions ?? []
  const isPending = known.some((option) => option.isRestartPending)
  return (
    <div className="stack">
      <h1>Configuration Manager</h1>
      <Breadcrumbs
        crumbs={[
          { title: "Home", to: PATHS.home },
          { title: "Applications", to: PATHS.applications },
          { title: `${name} Properties` },
        ]}
      />
      <OptionsEditor
        options={options}
        onSave={(option) => saveApplicationOption(name, option)}
        onDelete={(option) => deleteApplicationOption(name, option)}
        more={[effectiveColumn(known)]}
      >
        <Note {...(isPending ? { status: "restartPending" as const } : {})}>
          <span>
            {isPending
              ? `${name} works with what it read at its start: restart it to apply. `
              : "A saved option applies at the next start of the node. "}
            {isPending && isAdministrator && system.data?.canRestart === true && (
              <RestartNode name={name} />
            )}
          </span>
        </Note>
      </OptionsEditor>
      <CopyCommand
        command={curlCommand(`${optionsPath(name)}/mpc/mediamgr.CA_file`, {
          method: "PUT",
          body: { version: options.data?.version ?? 1, value: "/genesys/mcp/certificates/ca.pem" },
        })}
      />
      <CopyCommand command={`npx gir restart ${name}`} />
    </div>
  )
}

/** What the node works with, where it tells. */
function effectiveColumn(known: readonly RestartOption[]): Column<OptionEntry> {
  return {
    id: "effective",
    title: "Effective",
    cell: ({ section, name }) => {
      const found = known.find((each) => each.section === section && each.option === name)
      if (found === undefined) return <span className="muted">not told</span>
      return (
        <span className="row">
          <span className="mono">{found.effective ?? "not set"}</span>
          {found.isRestartPending && <StatusBadge status="restartPending" />}
        </span>
      )
    },
  }
}
