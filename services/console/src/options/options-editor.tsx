import type { OpenedOption, OptionEntry, OptionsTab } from "@gir/contracts"
import type { UseQueryResult } from "@tanstack/react-query"
import { useState, type ReactNode } from "react"
import { Button } from "../ui/button.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Panel } from "../ui/panel.tsx"
import { EditOption } from "./edit-option.tsx"

const LONGEST_SHOWN = 60

interface OptionsPanelProps {
  readonly options: UseQueryResult<OptionsTab>
  readonly onSave: (option: OpenedOption) => Promise<unknown>
  readonly onDelete: (option: OpenedOption) => Promise<unknown>
  /** Columns of the simulator beside the guide's. */
  readonly more?: readonly Column<OptionEntry>[]
  readonly children?: ReactNode
}

/** The Options tab of an object of the Configuration Server: Section, Name, Value; New and Edit. */
export function OptionsEditor({ options, onSave, onDelete, more, children }: OptionsPanelProps) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [opened, setOpened] = useState<OpenedOption | null>(null)
  const version = options.data?.version ?? 1
  const chosen = options.data?.options.filter((option) => selected.has(idOf(option))) ?? []
  const [only] = chosen
  const close = (): void => {
    setOpened(null)
    setSelected(new Set())
  }
  return (
    <Panel
      title="Options"
      actions={
        <>
          <Button onClick={() => setOpened({ version, section: "", name: "", value: "" })}>
            New
          </Button>
          <Button
            disabled={only === undefined || chosen.length > 1}
            onClick={() => only !== undefined && setOpened({ version, ...only })}
          >
            Edit
          </Button>
        </>
      }
    >
      <Loaded query={options} service="the Configuration Server">
        {(tab) => (
          <DataTable
            caption="Options"
            columns={[
              ...columns((option) => setOpened({ version: tab.version, ...option })),
              ...(more ?? []),
            ]}
            rows={tab.options}
            rowId={idOf}
            rowName={({ name, section }) => `${name} of ${section}`}
            selection={{ ids: selected, change: setSelected }}
            sortParameter={null}
            empty={<p>No items</p>}
          />
        )}
      </Loaded>
      {children}
      {opened !== null && (
        <EditOption option={opened} onSave={onSave} onDelete={onDelete} onClose={close} />
      )}
    </Panel>
  )
}

function idOf({ section, name }: OptionEntry): string {
  return `${section}/${name}`
}

function columns(open: (option: OptionEntry) => void): readonly Column<OptionEntry>[] {
  return [
    { id: "section", title: "Section", cell: (option) => option.section },
    {
      id: "name",
      title: "Name",
      cell: (option) => (
        <button type="button" data-open="" className="link-button" onClick={() => open(option)}>
          {option.name}
        </button>
      ),
    },
    {
      id: "value",
      title: "Value",
      cell: ({ value }) => <span className="mono">{shortened(value)}</span>,
    },
  ]
}

function shortened(value: string): string {
  return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value
}
