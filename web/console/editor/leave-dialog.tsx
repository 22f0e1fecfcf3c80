import { Button, Group, Modal, Text } from "@mantine/core";

import { words } from "../shared/words";

const text = words.editor.leave;

export default function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  return (
    <Modal opened onClose={onStay} title={text.title}>
      <Text size="sm" mb="md">
        {text.text}
      </Text>
      <Group justify="end">
        <Button variant="default" onClick={onStay} data-autofocus>
          {text.stay}
        </Button>
        <Button color="red.9" onClick={onLeave}>
          {text.go}
        </Button>
      </Group>
    </Modal>
  );
}
