import { useState } from "react"
import type { SystemState } from "@gir/contracts"
import { problemOf } from "../api/problem.ts"
import { useIsAdministrator } from "../app/session.ts"
import { usePreferences } from "../settings/preferences.ts"
import { Button } from "../ui/button.tsx"
import { CopyCommand } from "../ui/copy-command.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { formatOffset, formatTime } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { AuditPanel } from "./audit-panel.tsx"
import { FaultsPanel } from "./faults-panel.tsx"
import { LoadPanel } from "./load-panel.tsx"
import { OptionsPanel } from "./options-panel.tsx"
import { QueuesAndAlarms } from "./queues-panel.tsx"
import { restartNode, useSystem } from "./system-queries.ts"

type NodeState = SystemState["nodes"][number]

/** Services, what they were told and what they work with, and what RCS wrote down. */
export function SystemScreen() {
  const system = useSystem()
  const isAdministrator = useIsAdministrator()
  return (
    <div className="stack">
      <h1>System</h1>
      <LoadPanel />
      <Loaded query={system} service="GAX">
        {(state) => (
          <>
            <ServicesPanel state={state} isAdministrator={isAdministrator} />
            <OptionsPanel nodes={state.nodes} />
          </>
        )}
      </Loaded>
      <QueuesAndAlarms isAdministrator={isAdministrator} />
      {isAdministrator && <FaultsPanel />}
      {isAdministrator && <AuditPanel />}
      <CopyCommand command="npx gir status" />
    </div>
  )
}

interface ServicesPanelProps {
  readonly state: SystemState
  readonly isAdministrator: boolean
}

function ServicesPanel({ state, isAdministrator }: ServicesPanelProps) {
  const [said, setSaid] = useState("")
  const restart = async (name: string): Promise<void> => {
    setSaid(`${name} is restarting`)
    try {
      await restartNode(name)
      setSaid(`${name} was restarted`)
    } catch (error) {
      setSaid(`${name}: ${problemOf(error).detail}`)
    }
  }
  const canRestart = state.canRestart && isAdministrator
  return (
    <Panel title="Services">
      <DataTable
        caption="Services"
        columns={columns(canRestart ? (name) => void restart(name) : null)}
        rows={state.nodes}
        rowId={(node) => node.name}
        rowName={(node) => node.name}
        sortParameter={null}
        empty={<p>No items</p>}
      />
      <p role="status" className="panel-said">
        {said}
      </p>
      {canRestart && <CopyCommand command="npx gir restart mcp-1" />}
      {!state.canRestart && (
        <Note>Nobody restarts processes for GAX here, as in containers of their own.</Note>
      )}
    </Panel>
  )
}

function columns(onRestart: ((name: string) => void) | null): readonly Column<NodeState>[] {
  const known: readonly Column<NodeState>[] = [
    { id: "name", title: "Service", cell: (node) => node.name },
    { id: "state", title: "State", cell: (node) => <NodeBadge node={node} /> },
    { id: "clock", title: "Clock", cell: (node) => <NodeClock node={node} /> },
    {
      id: "detail",
      title: "Says",
      cell: (node) => <span>{node.detail ?? keystoreOf(node)}</span>,
    },
  ]
  if (onRestart === null) return known
  return [
    ...known,
    {
      id: "restart",
      title: "Restart",
      cell: (node) => (
        <Button aria-label={`Restart ${node.name}`} onClick={() => onRestart(node.name)}>
          Restart
        </Button>
      ),
    },
  ]
}

function NodeBadge({ node }: { readonly node: NodeState }) {
  if (node.state === "away") return <StatusBadge status="fails">away</StatusBadge>
  if (node.state === "notReady") return <StatusBadge status="warning">not ready</StatusBadge>
  const isPending = node.restartOptions.some((option) => option.isRestartPending)
  if (isPending) return <StatusBadge status="restartPending" />
  return <StatusBadge status="held">running</StatusBadge>
}

/** Less than this is the time that the question took. */
const SMALLEST_OFFSET_MS = 2_000

function NodeClock({ node: { clock } }: { readonly node: NodeState }) {
  const { clock: zone } = usePreferences()
  if (clock === null) return <span className="muted">not known</span>
  const time = <span className="nowrap">{formatTime(clock.now, zone)}</span>
  if (Math.abs(clock.offsetMs) < SMALLEST_OFFSET_MS) return time
  return (
    <>
      {time} <StatusBadge status="warning">{formatOffset(clock.offsetMs)}</StatusBadge>
    </>
  )
}

function keystoreOf({ keystore }: NodeState): string {
  if (keystore === null) return ""
  if (keystore.state === "sealed") return `keystore sealed: ${keystore.message}`
  return `keystore open, ${keystore.keyCount} ${keystore.keyCount === 1 ? "key" : "keys"}`
}
