import { List, Modal } from "@mantine/core";

import { CrossIcon, TickIcon } from "../shared/icons";
import { words } from "../shared/words";
import type { BulkAction, BulkResult } from "./changes";

const text = words.sessions.report;

interface Props {
  action: BulkAction;
  results: BulkResult[];
  names: ReadonlyMap<string, string>;
  onClose: () => void;
}

/** What became of each session of a bulk action. */
export default function BulkReport({ action, results, names, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={text.title(results.filter(({ errors }) => errors.length === 0).length, results.length)}>
      <List size="sm" listStyleType="none" spacing="xs">
        {results.map(({ id, errors, warnings }) => (
          <List.Item key={id} icon={errors.length > 0 ? <CrossIcon /> : <TickIcon />}>
            <strong>{names.get(id)}</strong>
            {": "}
            {errors.length > 0
              ? `${text.refused}. ${errors.map(({ message }) => message).join(" ")}`
              : text.done[action] + (warnings.length > 0 ? text.conflicts(warnings.length) : "")}
          </List.Item>
        ))}
      </List>
    </Modal>
  );
}
