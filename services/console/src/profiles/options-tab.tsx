import type { OpenedOption, OptionEntry } from "@gir/contracts"
import { useState } from "react"
import { Button } from "../ui/button.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { EditOption } from "./edit-option.tsx"
import { useOptions } from "./profile-queries.ts"

const LONGEST_SHOWN = 60
const CERTIFICATE = /^certificates-\d+$/

/** The Options tab, with the trap that the guide warns of. */
export function OptionsTabView({ dbid }: { readonly dbid: string }) {
  const options = useOptions(dbid)
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
            columns={columns((option) => setOpened({ version: tab.version, ...option }))}
            rows={tab.options}
            rowId={idOf}
            rowName={({ name, section }) => `${name} of ${section}`}
            selection={{ ids: selected, change: setSelected }}
            sortParameter={null}
            empty={<p>No items</p>}
          />
        )}
      </Loaded>
      {options.data?.options.some(({ name }) => CERTIFICATE.test(name)) && (
        <Note status="warning">
          Do not open certificates-n here: open and save really corrupts it. Mend: Recording tab,
          Remove, Add, Save.
        </Note>
      )}
      {opened !== null && <EditOption dbid={dbid} option={opened} onClose={close} />}
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
