import { ActionIcon, Checkbox, Menu, Select, Skeleton, Table, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "react-router";

import type { SessionRowFragment } from "./generated/graphql";
import { BinIcon, CopyIcon, DotsIcon, DownIcon, PauseIcon, PenIcon, PlayIcon, UpIcon } from "../shared/icons";
import { words } from "../shared/words";
import classes from "./sessions.module.css";
import { COLUMNS, type Column, type View } from "./view";

const text = words.sessions;

export interface RowActions {
  /** Whether the viewer's role offers changes of this session; the service has the last word. */
  mayChange: (session: SessionRowFragment) => boolean;
  toggle: (session: SessionRowFragment) => void;
  remove: (session: SessionRowFragment) => void;
}

export interface Selection {
  has: (id: string) => boolean;
  set: (sessions: readonly SessionRowFragment[], isSelected: boolean) => void;
}

interface Props extends RowActions {
  /** Null while the first answer is on its way. */
  sessions: readonly SessionRowFragment[] | null;
  /** Null for roles that change nothing. */
  selection: Selection | null;
  view: View;
  change: (change: Partial<View>) => void;
  isUpdating: boolean;
}

/** The sessions as a table, and on a narrow screen as a list. */
export function SessionsTable(props: Props) {
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  return isNarrow ? <NarrowList {...props} /> : <WideTable {...props} />;
}

function WideTable({ sessions, selection, view, change, isUpdating, ...actions }: Props) {
  const selectable = sessions?.filter(actions.mayChange) ?? [];
  const chosen = selectable.filter(({ id }) => selection?.has(id)).length;
  return (
    <div className={classes.sheet} data-updating={isUpdating || undefined}>
      <Table aria-label={text.table} aria-busy={isUpdating || sessions === null} verticalSpacing={7} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            {selection && (
              <Table.Th w={40}>
                <Checkbox
                  size="xs"
                  aria-label={text.selectAll}
                  checked={chosen > 0 && chosen === selectable.length}
                  indeterminate={chosen > 0 && chosen < selectable.length}
                  disabled={selectable.length === 0}
                  onChange={(event) => selection.set(selectable, event.currentTarget.checked)}
                />
              </Table.Th>
            )}
            {COLUMNS.map((column) => (
              <SortHeader key={column} column={column} view={view} change={change} />
            ))}
            {selection && (
              <Table.Td w={48}>
                <span />
              </Table.Td>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sessions === null && <WaitingRows columns={COLUMNS.length + (selection ? 2 : 0)} />}
          {sessions?.map((session) => (
            <Table.Tr key={session.id} className={classes.row} data-selected={selection?.has(session.id) || undefined}>
              {selection && <Table.Td>{actions.mayChange(session) && <RowCheckbox session={session} selection={selection} />}</Table.Td>}
              <Table.Th scope="row" className={classes.name}>
                <NameLink session={session} />
              </Table.Th>
              <Table.Td>{session.clinician.name}</Table.Td>
              <Table.Td>{session.locationLabel}</Table.Td>
              <Table.Td>{session.schedule.text}</Table.Td>
              <Table.Td>
                <Status session={session} />
              </Table.Td>
              {selection && <Table.Td className={classes.menu}>{actions.mayChange(session) && <RowMenu session={session} {...actions} />}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function SortHeader({ column, view, change }: { column: Column; view: View; change: Props["change"] }) {
  const isSorted = view.column === column;
  const isDescending = view.direction === "DESC";
  return (
    <Table.Th aria-sort={isSorted ? (isDescending ? "descending" : "ascending") : undefined} className={classes.header} data-column={column}>
      <UnstyledButton className={classes.sort} onClick={() => change({ column, direction: isSorted && !isDescending ? "DESC" : "ASC" })}>
        {text.columns[column]}
        <span className={classes.arrow} data-shown={isSorted || undefined}>
          {isSorted && isDescending ? <DownIcon /> : <UpIcon />}
        </span>
      </UnstyledButton>
    </Table.Th>
  );
}

function WaitingRows({ columns }: { columns: number }) {
  return Array.from({ length: 8 }, (_, row) => (
    <Table.Tr key={row}>
      {Array.from({ length: columns }, (_, column) => (
        <Table.Td key={column}>
          <Skeleton height={14} my={4} radius="sm" />
        </Table.Td>
      ))}
    </Table.Tr>
  ));
}

function NarrowList({ sessions, selection, view, change, isUpdating, ...actions }: Props) {
  const orders = COLUMNS.flatMap((column) =>
    (["ASC", "DESC"] as const).map((direction) => ({
      value: `${column} ${direction}`,
      label: text.sortedBy(text.columns[column], direction === "DESC"),
    })),
  );
  return (
    <>
      <Select
        aria-label={text.sortBy}
        size="xs"
        mb="xs"
        leftSection={view.direction === "DESC" ? <DownIcon /> : <UpIcon />}
        data={orders}
        value={`${view.column} ${view.direction}`}
        allowDeselect={false}
        onChange={(value) => {
          const [column, direction] = (value ?? "NAME ASC").split(" ") as [Column, "ASC" | "DESC"];
          change({ column, direction });
        }}
      />
      <ul className={classes.list} aria-label={text.table} aria-busy={isUpdating || sessions === null} data-updating={isUpdating || undefined}>
        {sessions === null &&
          Array.from({ length: 6 }, (_, row) => (
            <li key={row} className={classes.card}>
              <Skeleton height={54} radius="sm" style={{ gridColumn: "1 / -1" }} />
            </li>
          ))}
        {sessions?.map((session) => (
          <li key={session.id} className={classes.card} data-selected={selection?.has(session.id) || undefined}>
            {selection && actions.mayChange(session) ? <RowCheckbox session={session} selection={selection} /> : <span />}
            <div className={classes.facts}>
              <span className={classes.name}>
                <NameLink session={session} />
              </span>
              <span>{session.clinician.name}</span>
              <span>{session.schedule.text}</span>
              <span className={classes.last}>
                <Status session={session} />
                <span className={classes.dimmed}>{session.locationLabel}</span>
              </span>
            </div>
            {selection && actions.mayChange(session) && <RowMenu session={session} {...actions} />}
          </li>
        ))}
      </ul>
    </>
  );
}

function RowCheckbox({ session, selection }: { session: SessionRowFragment; selection: Selection }) {
  return (
    <Checkbox
      size="xs"
      aria-label={text.select(session.name)}
      checked={selection.has(session.id)}
      onChange={(event) => selection.set([session], event.currentTarget.checked)}
    />
  );
}

function Status({ session: { status } }: { session: SessionRowFragment }) {
  return (
    <span className={classes.state} data-status={status}>
      {text.status[status]}
    </span>
  );
}

/** Opens the editor, which shows who may not change the session what it is. */
const NameLink = ({ session: { id, name } }: { session: SessionRowFragment }) => (
  <Link to={`/sessions/${id}`} className={classes.open}>
    {name}
  </Link>
);

function RowMenu({ session, toggle, remove }: { session: SessionRowFragment } & RowActions) {
  const isActive = session.status === "ACTIVE";
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={text.actions(session.name)} className={classes.dots}>
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={`/sessions/${session.id}`} leftSection={<PenIcon />}>
          {text.edit}
        </Menu.Item>
        <Menu.Item component={Link} to={`/sessions/new?from=${session.id}`} leftSection={<CopyIcon />}>
          {text.duplicate}
        </Menu.Item>
        <Menu.Item leftSection={isActive ? <PauseIcon /> : <PlayIcon />} onClick={() => toggle(session)}>
          {isActive ? text.deactivate : text.activate}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<BinIcon />} className={classes.danger} onClick={() => remove(session)}>
          {text.remove}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
