import { Checkbox, Chip, Group, Input, Select, SegmentedControl, Stack, Tabs, Text, Textarea, TextInput, VisuallyHidden, type TextInputProps } from "@mantine/core";
import { memo, type ReactNode } from "react";

import { dateOf } from "../shared/dates";
import { MultiPicker } from "../shared/multi-picker";
import { Picker } from "../shared/pickers";
import { words } from "../shared/words";
import classes from "./editor.module.css";
import { TABS, tabOf, type Errors, type FieldName, type Tab } from "./fields";
import { asTime, WEEKDAYS, type Ends, type Form, type Repeats } from "./form";

const text = words.editor;

/** Changes the form, and takes away what was said against the fields that are changed. */
export type Change = (change: Partial<Form>, ...fields: FieldName[]) => void;

export interface FieldsProps {
  form: Form;
  errors: Errors;
  isReadOnly: boolean;
  change: Change;
  /** Names of what was chosen, for where two versions are compared. */
  learn: (id: string, name: string) => void;
  /** A clinician makes sessions of their own only. */
  isOwnOnly: boolean;
}

interface Props extends FieldsProps {
  tab: Tab;
  open: (tab: Tab) => void;
}

export function EditorTabs({ tab, open, ...props }: Props) {
  return (
    <Tabs value={tab} onChange={(value) => open((value ?? "general") as Tab)} keepMountedMode="display-none" className={classes.tabs}>
      <Tabs.List aria-label={text.tabsLabel}>
        {TABS.map((name) => (
          <Tabs.Tab key={name} value={name} className={classes.tab}>
            {text.tabs[name]}
            <Mark count={Object.keys(props.errors).filter((field) => tabOf(field as FieldName) === name).length} />
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="general">
        <General {...props} />
      </Tabs.Panel>
      <Tabs.Panel value="schedule">
        <Schedule {...props} />
      </Tabs.Panel>
      <Tabs.Panel value="types">
        <Field name="appointmentTypeIds">
          <MultiPicker
            kind="appointmentType"
            label={text.types}
            value={props.form.appointmentTypeIds}
            onChange={(appointmentTypeIds, names) => {
              for (const [id, name] of names) props.learn(id, name);
              props.change({ appointmentTypeIds }, "appointmentTypeIds");
            }}
            error={props.errors.appointmentTypeIds}
            readOnly={props.isReadOnly}
          />
        </Field>
      </Tabs.Panel>
      <Tabs.Panel value="notes">
        <Field name="notes">
          <Textarea
            label={text.notes}
            description={text.notesHint}
            autosize
            minRows={8}
            maxRows={24}
            value={props.form.notes}
            onChange={(event) => props.change({ notes: event.currentTarget.value }, "notes")}
            error={props.errors.notes}
            readOnly={props.isReadOnly}
          />
        </Field>
      </Tabs.Panel>
    </Tabs>
  );
}

function Mark({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className={classes.mark}>
      <span aria-hidden="true">{count}</span>
      <VisuallyHidden>{`, ${text.tabErrors(count)}`}</VisuallyHidden>
    </span>
  );
}

/** Where the focus goes when the field is refused. */
const Field = ({ name, children }: { name: FieldName; children: ReactNode }) => <div data-field={name}>{children}</div>;

const General = memo(function General({ form, errors, isReadOnly, change, learn, isOwnOnly }: FieldsProps) {
  return (
    <Stack>
      <Field name="name">
        <TextInput
          label={text.name}
          withAsterisk
          value={form.name}
          onChange={(event) => change({ name: event.currentTarget.value }, "name")}
          error={errors.name}
          readOnly={isReadOnly}
        />
      </Field>
      <Field name="clinicianId">
        <Picker
          kind="clinician"
          onlyActive
          label={text.clinician}
          withAsterisk
          value={form.clinicianId}
          onChange={(clinicianId, name) => {
            if (clinicianId && name) learn(clinicianId, name);
            change({ clinicianId }, "clinicianId");
          }}
          allowDeselect={false}
          error={errors.clinicianId}
          readOnly={isReadOnly || isOwnOnly}
        />
      </Field>
      <Field name="locationId">
        <Picker
          kind="location"
          onlyActive
          label={text.location}
          placeholder={text.noLocation}
          value={form.locationId}
          onChange={(locationId, name) => {
            if (locationId && name) learn(locationId, name);
            change({ locationId }, "locationId", "allowRemote");
          }}
          clearable
          clearButtonProps={{ "aria-label": text.clear }}
          error={errors.locationId}
          readOnly={isReadOnly}
        />
      </Field>
      <Field name="allowRemote">
        <Checkbox
          label={text.remote}
          checked={form.allowRemote}
          onChange={(event) => change({ allowRemote: event.currentTarget.checked }, "allowRemote", "locationId")}
          error={errors.allowRemote}
          disabled={isReadOnly}
        />
      </Field>
      <Field name="status">
        <Checkbox
          label={text.active}
          checked={form.status === "ACTIVE"}
          onChange={(event) => change({ status: event.currentTarget.checked ? "ACTIVE" : "INACTIVE" }, "status")}
          error={errors.status}
          disabled={isReadOnly}
        />
      </Field>
    </Stack>
  );
});

const REPEATS = (["weekly", "monthly", "daily", "once", "rrule"] as const).map((value) => ({ value, label: text.repeatsAs[value] }));
const WEEKS = (["1", "2", "3", "4", "5", "-1"] as const).map((value) => ({ value, label: text.week[value] }));
const DAYS = WEEKDAYS.map((value) => ({ value, label: text.weekday[value] }));
const ENDS = (["never", "until", "count"] as const).map((value) => ({ value, label: text.endsAs[value] }));
const BY = (["weekdays", "days"] as const).map((value) => ({ value, label: text.monthlyAs[value] }));

const Schedule = memo(function Schedule({ form, errors, isReadOnly, change }: FieldsProps) {
  const { repeats } = form;
  const isRule = repeats === "daily" || repeats === "weekly" || repeats === "monthly";
  return (
    <Stack>
      <div className={classes.pair}>
        <Field name="schedule.startTime">
          <TimeField
            label={text.startTime}
            value={form.startTime}
            onChange={(startTime) => change({ startTime }, "schedule.startTime", "schedule.endTime")}
            error={errors["schedule.startTime"]}
            readOnly={isReadOnly}
          />
        </Field>
        <Field name="schedule.endTime">
          <TimeField
            label={text.endTime}
            value={form.endTime}
            onChange={(endTime) => change({ endTime }, "schedule.endTime")}
            error={errors["schedule.endTime"]}
            readOnly={isReadOnly}
          />
        </Field>
      </div>
      <Field name="schedule.endsNextDay">
        <Checkbox
          label={text.endsNextDay}
          checked={form.endsNextDay}
          onChange={(event) => change({ endsNextDay: event.currentTarget.checked }, "schedule.endsNextDay", "schedule.endTime")}
          error={errors["schedule.endsNextDay"]}
          disabled={isReadOnly}
        />
      </Field>
      <div className={classes.pair}>
        <Field name="schedule.recurrence">
          <Select
            label={text.repeats}
            data={REPEATS}
            value={repeats}
            onChange={(value) => change({ repeats: value as Repeats }, "schedule.recurrence", "schedule.recurrence.rrule", "schedule.recurrence.interval")}
            allowDeselect={false}
            error={errors["schedule.recurrence"] ?? errors.schedule}
            readOnly={isReadOnly}
          />
        </Field>
        <Field name="schedule.startDate">
          <TextInput
            type="date"
            label={repeats === "once" ? text.date : text.startDate}
            withAsterisk
            description={form.startDate && dateOf(form.startDate)}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={form.startDate}
            onChange={(event) => change({ startDate: event.currentTarget.value }, "schedule.startDate")}
            error={errors["schedule.startDate"]}
            readOnly={isReadOnly}
          />
        </Field>
      </div>
      {isRule && (
        <Field name="schedule.recurrence.interval">
          <TextInput
            label={`${text.every} (${text.units[repeats]})`}
            inputMode="numeric"
            maw={140}
            value={form.interval}
            onChange={(event) => change({ interval: event.currentTarget.value }, "schedule.recurrence.interval")}
            error={errors["schedule.recurrence.interval"]}
            readOnly={isReadOnly}
          />
        </Field>
      )}
      {repeats === "weekly" && (
        <Chips
          name="schedule.recurrence.weekdays"
          label={text.weekdays}
          options={DAYS}
          value={form.weekdays}
          onChange={(weekdays) => change({ weekdays: weekdays as Form["weekdays"] }, "schedule.recurrence.weekdays", "schedule.recurrence")}
          error={errors["schedule.recurrence.weekdays"]}
          isReadOnly={isReadOnly}
        />
      )}
      {repeats === "monthly" && (
        <>
          <SegmentedControl
            aria-label={text.monthlyBy}
            data={BY}
            value={form.monthlyBy}
            onChange={(value) => change({ monthlyBy: value as Form["monthlyBy"] }, "schedule.recurrence", "schedule.recurrence.monthDays", "schedule.recurrence.weekdays")}
            disabled={isReadOnly}
            className={classes.switch}
          />
          {form.monthlyBy === "days" ? (
            <Field name="schedule.recurrence.monthDays">
              <TextInput
                label={text.monthDays}
                description={text.monthDaysHint}
                value={form.monthDays}
                onChange={(event) => change({ monthDays: event.currentTarget.value }, "schedule.recurrence.monthDays", "schedule.recurrence")}
                error={errors["schedule.recurrence.monthDays"]}
                readOnly={isReadOnly}
              />
            </Field>
          ) : (
            <>
              <Chips
                name="schedule.recurrence.weeksOfMonth"
                label={text.weeksOfMonth}
                description={text.weeksOfMonthHint}
                options={WEEKS}
                value={form.weeksOfMonth}
                onChange={(weeksOfMonth) => change({ weeksOfMonth }, "schedule.recurrence.weeksOfMonth", "schedule.recurrence")}
                error={errors["schedule.recurrence.weeksOfMonth"]}
                isReadOnly={isReadOnly}
              />
              <Chips
                name="schedule.recurrence.weekdays"
                label={text.weekdays}
                options={DAYS}
                value={form.monthWeekdays}
                onChange={(days) => change({ monthWeekdays: days as Form["weekdays"] }, "schedule.recurrence.weekdays", "schedule.recurrence")}
                error={errors["schedule.recurrence.weekdays"]}
                isReadOnly={isReadOnly}
              />
            </>
          )}
        </>
      )}
      {repeats === "rrule" && (
        <Field name="schedule.recurrence.rrule">
          <TextInput
            label={text.rrule}
            description={text.rruleHint}
            value={form.rrule}
            onChange={(event) => change({ rrule: event.currentTarget.value }, "schedule.recurrence.rrule", "schedule.recurrence")}
            error={errors["schedule.recurrence.rrule"]}
            readOnly={isReadOnly}
            spellCheck={false}
            classNames={{ input: classes.code }}
          />
        </Field>
      )}
      {isRule && (
        <div className={classes.pair}>
          <Select
            label={text.ends}
            data={ENDS}
            value={form.ends}
            onChange={(value) => change({ ends: value as Ends }, "schedule.recurrence.until", "schedule.recurrence.count")}
            allowDeselect={false}
            readOnly={isReadOnly}
            wrapperProps={{ "data-ends": true }}
          />
          {form.ends === "until" && (
            <Field name="schedule.recurrence.until">
              <TextInput
                type="date"
                label={text.until}
                description={form.until && dateOf(form.until)}
                inputWrapperOrder={["label", "input", "description", "error"]}
                value={form.until}
                onChange={(event) => change({ until: event.currentTarget.value }, "schedule.recurrence.until")}
                error={errors["schedule.recurrence.until"]}
                readOnly={isReadOnly}
              />
            </Field>
          )}
          {form.ends === "count" && (
            <Field name="schedule.recurrence.count">
              <TextInput
                label={text.count}
                inputMode="numeric"
                value={form.count}
                onChange={(event) => change({ count: event.currentTarget.value }, "schedule.recurrence.count")}
                error={errors["schedule.recurrence.count"]}
                readOnly={isReadOnly}
              />
            </Field>
          )}
        </div>
      )}
    </Stack>
  );
});

interface TimeFieldProps extends Omit<TextInputProps, "value" | "onChange"> {
  value: string;
  onChange: (time: string) => void;
}

/** A time of 24 hours, whatever the browser's language: its own field would follow that. "9" and "930" are understood. */
function TimeField({ value, onChange, ...field }: TimeFieldProps) {
  return (
    <TextInput
      {...field}
      withAsterisk
      inputMode="numeric"
      placeholder="09:00"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => asTime(value) !== value && onChange(asTime(value))}
    />
  );
}

interface ChipsProps {
  name: FieldName;
  label: string;
  description?: string;
  options: readonly { value: string; label: string }[];
  value: string[];
  onChange: (value: string[]) => void;
  error?: string;
  isReadOnly: boolean;
}

/** Several of a few, each a checkbox of the fieldset. */
function Chips({ name, label, description, options, value, onChange, error, isReadOnly }: ChipsProps) {
  return (
    <fieldset data-field={name} className={classes.chips} aria-describedby={error ? `${name}-error` : undefined}>
      <legend>{label}</legend>
      {description && (
        <Text size="xs" c="dimmed" mb={6}>
          {description}
        </Text>
      )}
      <Chip.Group multiple value={value} onChange={onChange}>
        <Group gap={6}>
          {options.map((option) => (
            <Chip key={option.value} value={option.value} size="sm" radius="sm" variant="outline" disabled={isReadOnly}>
              {option.label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {error && (
        <Input.Error id={`${name}-error`} mt={6}>
          {error}
        </Input.Error>
      )}
    </fieldset>
  );
}
