import { Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { words } from "../shared/words";
import classes from "./editor.module.css";
import { differences, isSame, withSetting, type Form, type Setting } from "./form";

const text = words.editor.conflict;

export interface Version {
  form: Form;
  /** The schedule in the service's words. */
  scheduleText: string;
}

interface Props {
  mine: Version;
  theirs: Version;
  /** What both began with. */
  base: Version;
  nameOf: (id: string) => string;
  onClose: () => void;
  /** What was chosen, field by field. */
  onChosen: (form: Form) => void;
}

/** Two versions of one session, field by field. What only one side has changed is chosen so; the rest begins with mine. */
export default function ConflictDialog({ mine, theirs, base, nameOf, onClose, onChosen }: Props) {
  const settings = differences(mine.form, theirs.form);
  const [theirOwn, setTheirOwn] = useState(() => new Set(settings.filter((setting) => isSame(mine.form, base.form, setting))));
  const choose = (setting: Setting, isTheirs: boolean) =>
    setTheirOwn((now) => {
      const next = new Set(now);
      if (isTheirs) next.add(setting);
      else next.delete(setting);
      return next;
    });
  const show = (version: Version, setting: Setting) => shown(version, setting, nameOf);
  return (
    <Modal opened onClose={onClose} title={text.title} size="lg">
      <Stack>
        <Text size="sm">{settings.length > 0 ? text.text : text.same}</Text>
        {settings.map((setting) => (
          <Radio.Group
            key={setting}
            label={text.setting[setting]}
            description={text.was(show(base, setting))}
            value={theirOwn.has(setting) ? "theirs" : "mine"}
            onChange={(value) => choose(setting, value === "theirs")}
            className={classes.versions}
          >
            <Stack gap={6} mt={6}>
              <Radio value="mine" label={`${text.mine}: ${show(mine, setting)}`} />
              <Radio value="theirs" label={`${text.theirs}: ${show(theirs, setting)}`} />
            </Stack>
          </Radio.Group>
        ))}
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {text.back}
          </Button>
          <Button onClick={() => onChosen([...theirOwn].reduce((form, setting) => withSetting(form, theirs.form, setting), mine.form))}>{text.submit}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function shown({ form, scheduleText }: Version, setting: Setting, nameOf: (id: string) => string): string {
  switch (setting) {
    case "schedule":
      return `${scheduleText}${form.startDate && ` (${words.editor.startDate.toLowerCase()} ${form.startDate})`}`;
    case "clinicianId":
    case "locationId":
      return form[setting] ? nameOf(form[setting]) : text.none;
    case "appointmentTypeIds":
      return form.appointmentTypeIds.map(nameOf).sort().join(", ") || text.none;
    case "allowRemote":
      return text.remote[`${form.allowRemote}`];
    case "status":
      return words.sessions.status[form.status];
    default:
      return form[setting] || text.none;
  }
}
