import { Menu } from "@base-ui/react/menu"
import { setPreference, usePreferences, type Preferences } from "../settings/preferences.ts"
import { CheckIcon, GearIcon } from "../ui/icons.tsx"

interface Choice<K extends keyof Preferences> {
  readonly value: Preferences[K]
  readonly title: string
}

/** Theme, motion, notes, clock and keys: what belongs to this browser, not to the installation. */
export function GearMenu() {
  return (
    <Menu.Root>
      <Menu.Trigger className="header-button" aria-label="Settings">
        <GearIcon />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="floating" sideOffset={4} align="end">
          <Menu.Popup className="popup menu">
            <ChoiceGroup
              name="theme"
              title="Theme"
              choices={[
                { value: "system", title: "As the system" },
                { value: "light", title: "Light" },
                { value: "dark", title: "Dark" },
              ]}
            />
            <ChoiceGroup
              name="clock"
              title="Clock"
              choices={[
                { value: "utc", title: "UTC" },
                { value: "local", title: "This machine" },
              ]}
            />
            <Menu.Group>
              <Menu.GroupLabel className="menu-label">Console</Menu.GroupLabel>
              <Switch name="notes" title="Simulator notes (N)" on="on" off="off" />
              <Switch name="motion" title="Motion" on="system" off="none" />
              <Switch name="keys" title="Single keys (?)" on="on" off="off" />
            </Menu.Group>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

interface ChoiceGroupProps<K extends keyof Preferences> {
  readonly name: K
  readonly title: string
  readonly choices: readonly Choice<K>[]
}

function ChoiceGroup<K extends keyof Preferences>({ name, title, choices }: ChoiceGroupProps<K>) {
  const value = usePreferences()[name]
  return (
    <Menu.RadioGroup
      value={value}
      onValueChange={(next: Preferences[K]) => setPreference({ [name]: next })}
    >
      <Menu.GroupLabel className="menu-label">{title}</Menu.GroupLabel>
      {choices.map((choice) => (
        <Menu.RadioItem key={choice.title} value={choice.value} className="menu-item">
          <span className="menu-mark">
            <Menu.RadioItemIndicator>
              <CheckIcon />
            </Menu.RadioItemIndicator>
          </span>
          {choice.title}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  )
}

interface SwitchProps<K extends keyof Preferences> {
  readonly name: K
  readonly title: string
  readonly on: Preferences[K]
  readonly off: Preferences[K]
}

function Switch<K extends keyof Preferences>({ name, title, on, off }: SwitchProps<K>) {
  const value = usePreferences()[name]
  return (
    <Menu.CheckboxItem
      className="menu-item"
      checked={value === on}
      onCheckedChange={(isOn) => setPreference({ [name]: isOn ? on : off })}
    >
      <span className="menu-mark">
        <Menu.CheckboxItemIndicator>
          <CheckIcon />
        </Menu.CheckboxItemIndicator>
      </span>
      {title}
    </Menu.CheckboxItem>
  )
}
