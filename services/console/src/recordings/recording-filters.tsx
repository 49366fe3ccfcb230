import type { HeldRecipient, PlaybackStatus } from "@gir/contracts"
import { navigate, setQuery, useAddress } from "../router/address.ts"
import { PATHS } from "../router/paths.ts"
import { Field } from "../ui/field.tsx"
import { shortHash } from "../ui/format.ts"

const STATUSES: readonly (readonly [PlaybackStatus, string])[] = [
  ["plays", "plays"],
  ["fails", "fails"],
  ["refused", "refused"],
  ["notProved", "not proved"],
]

/** Search box, Status and Recipient; what is chosen stands in the address. */
export function RecordingFilters({
  recipients,
}: {
  readonly recipients: readonly HeldRecipient[]
}) {
  return (
    <>
      <SearchBox />
      <Choice label="Status" parameter="status" any="any status" options={STATUSES} />
      <Choice
        label="Recipient"
        parameter="recipient"
        any="any recipient"
        options={[
          ...recipients.map(
            ({ certificateId, ...each }) => [certificateId, titleOf(each)] as const,
          ),
          ["none", "none (clear)"],
        ]}
      />
    </>
  )
}

function titleOf({ subject, serialNumber, isHeld }: Omit<HeldRecipient, "certificateId">): string {
  const key = isHeld === false ? "○ " : isHeld === true ? "● " : ""
  return `${key}${subject}, serial ${shortHash(serialNumber)}`
}

function SearchBox() {
  const text = useAddress().query.get("text") ?? ""
  return (
    <Field label="Search">
      {(ids) => (
        <input
          {...ids}
          type="search"
          data-filter=""
          placeholder="caller, agent, id, serial"
          value={text}
          onChange={(event) => filterBy("text", event.target.value)}
        />
      )}
    </Field>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly parameter: string
  readonly any: string
  readonly options: readonly (readonly [string, string])[]
}

function Choice({ label, parameter, any, options }: ChoiceProps) {
  const chosen = useAddress().query.get(parameter) ?? ""
  return (
    <Field label={label}>
      {(ids) => (
        <select
          {...ids}
          value={chosen}
          onChange={(event) => filterBy(parameter, event.target.value)}
        >
          <option value="">{any}</option>
          {options.map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** Another filter begins at its first page. */
function filterBy(parameter: string, value: string): void {
  setQuery("page", "")
  setQuery(parameter, value)
}

/** The list is empty because of what was chosen. */
export function NothingFound() {
  const text = useAddress().query.get("text") ?? ""
  return (
    <>
      <p>{text === "" ? "No items match" : `No items match “${text}”`}</p>
      <button
        type="button"
        className="button button-plain"
        onClick={() => navigate(PATHS.recordings, { replace: true })}
      >
        Clear filter
      </button>
    </>
  )
}
