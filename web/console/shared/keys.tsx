import { Kbd, Modal, Table } from "@mantine/core";
import { useEffect } from "react";

import { words } from "./words";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Calls `act` when `key` is pressed by itself, outside of fields and of dialogs. */
export function useKey(key: string, act: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const isCheckbox = event.target instanceof HTMLInputElement && event.target.type === "checkbox";
      if ((isTyping(event.target) && !isCheckbox) || document.querySelector("[role=dialog],[role=menu]")) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [key, act]);
}

const KEYS = [
  ["/", words.keys.search],
  ["?", words.keys.help],
  ["Esc", words.keys.escape],
] as const;

export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.keys.title} size="sm">
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
