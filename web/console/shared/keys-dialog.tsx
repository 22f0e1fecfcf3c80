import { Kbd, Modal, Table } from "@mantine/core";

import { words } from "./words";

const KEYS = [
  ["/", words.keys.search],
  ["n", words.keys.make],
  ["?", words.keys.help],
  ["Esc", words.keys.escape],
] as const;

export default function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={words.keys.title} size="sm">
      <Table withRowBorders={false} aria-label={words.keys.title}>
        <Table.Tbody>
          {KEYS.map(([key, text]) => (
            <Table.Tr key={key}>
              <Table.Th scope="row" w={64}>
                <Kbd>{key}</Kbd>
              </Table.Th>
              <Table.Td>{text}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
