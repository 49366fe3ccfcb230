import type { NewProfile } from "@gir/contracts"
import { Field, TextField } from "../ui/field.tsx"
import { Panel } from "../ui/panel.tsx"

interface GeneralTabProps {
  readonly draft: NewProfile
  readonly onChange: (change: Partial<NewProfile>) => void
}

/** The simulator has one tenant; a profile of another one keeps it. */
const TENANT = "Environment"

export function GeneralTab({ draft, onChange }: GeneralTabProps) {
  const tenants = [...new Set([TENANT, draft.tenant])]
  return (
    <Panel title="General">
      <div className="panel-body stack">
        <TextField
          label="Name"
          isRequired
          value={draft.name}
          onChange={(name) => onChange({ name })}
        />
        <TextField
          label="Display Name"
          isRequired
          value={draft.displayName}
          onChange={(displayName) => onChange({ displayName })}
        />
        <TextField
          label="Description"
          lines={4}
          value={draft.description}
          onChange={(description) => onChange({ description })}
        />
        <Field label="Tenant">
          {(ids) => (
            <select
              {...ids}
              value={draft.tenant}
              onChange={(event) => onChange({ tenant: event.target.value })}
            >
              {tenants.map((tenant) => (
                <option key={tenant}>{tenant}</option>
              ))}
            </select>
          )}
        </Field>
        <label className="choice">
          <input
            type="checkbox"
            checked={draft.isEnabled}
            onChange={(event) => onChange({ isEnabled: event.target.checked })}
          />
          State Enabled
        </label>
      </div>
    </Panel>
  )
}
