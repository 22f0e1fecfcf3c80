import { Alert, Button, Group, SegmentedControl, TextInput, Title, VisuallyHidden } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useBlocker, useNavigate } from "react-router";

import type { Viewer } from "../pages";
import { dateOf } from "../shared/dates";
import { tellDone, tellFailed } from "../shared/notices";
import { words } from "../shared/words";
import classes from "./editor.module.css";
import { atFields, firstOf, missing, tabOf, type Errors, type Tab } from "./fields";
import { changed, differences, everything, formOf, isSame, type Form } from "./form";
import { History } from "./history";
import { PreviewPanel } from "./preview";
import { EditorTabs, type Change } from "./tabs";
import { today, usePreview } from "./use-preview";
import { namesOf, splitInput, useSave, type Outcome, type Stored } from "./use-save";

const text = words.editor;
const ConflictDialog = lazy(() => import("./conflict-dialog"));
const LeaveDialog = lazy(() => import("./leave-dialog"));

interface Props {
  viewer: Viewer;
  /** The session as it was read; null for one that is not saved yet. */
  stored: Stored | null;
  initial: Form;
  /** Names of what the form has chosen, by id. */
  names: readonly (readonly [string, string])[];
  title: string;
  /** The next date of the session: where a split is offered first. */
  nextDate?: string;
  templateId?: string;
  above?: ReactNode;
}

export function Editor({ viewer, stored: read, initial, names, title, nextDate, templateId, above }: Props) {
  const navigate = useNavigate();
  const save = useSave();
  // The session may be read anew while it is edited: what the form began with stays what it began with.
  const [stored, setStored] = useState(read);
  const [base, setBase] = useState(initial);
  const [form, setForm] = useState(initial);
  const [errors, setErrors] = useState<Errors>({});
  const [rest, setRest] = useState<readonly { message: string }[]>([]);
  const [attempts, setAttempts] = useState(0);
  const [tab, setTab] = useState<Tab>("general");
  const [isBusy, setBusy] = useState(false);
  const [scope, setScope] = useState<"all" | "from">("all");
  const [from, setFrom] = useState(nextDate ?? "");
  const [theirs, setTheirs] = useState<Stored | null>(null);
  const known = useRef(new Map(names));
  const page = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  const session = stored?.session ?? null;
  const mayChange = viewer.role === "ADMIN" || (viewer.role === "CLINICIAN" && (!session || viewer.clinician?.id === session.clinician.id));
  const isDirty = mayChange && differences(form, base).length > 0;
  const maySplit = session !== null && stored?.recurrence !== null && isDirty;
  const isSplit = maySplit && scope === "from" && from !== "";

  const shownTitle = session?.name ?? title;
  useEffect(() => {
    document.title = `${shownTitle} · ${words.product}`;
  }, [shownTitle]);
  useEffect(() => heading.current?.focus(), []);

  const now = today();
  const preview = usePreview({
    id: session?.id ?? null,
    input: session ? (isSplit ? splitInput(form, base, from) : changed(form, base)) : everything(form),
    from: isSplit ? from : form.startDate > now ? form.startDate : now,
    mayChange,
  });

  const leaving = useRef(false);
  const blocker = useBlocker(
    useCallback(
      ({ currentLocation, nextLocation }) =>
        isDirty && !leaving.current && `${currentLocation.pathname}${currentLocation.search}` !== `${nextLocation.pathname}${nextLocation.search}`,
      [isDirty],
    ),
  );
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isDirty]);

  const change = useCallback<Change>((changes, ...fields) => {
    setForm((current) => ({ ...current, ...changes }));
    setErrors((current) => (fields.some((field) => current[field]) ? without(current, fields) : current));
  }, []);
  const learn = useCallback((id: string, name: string) => void known.current.set(id, name), []);

  // The focus goes to the first field with an error, once its tab is there.
  const [sought, setSought] = useState(0);
  useEffect(() => {
    if (sought === 0) return;
    const first = firstOf(errors);
    const target = first
      ? page.current?.querySelector<HTMLElement>(`[data-field="${first}"] :is(input:not([type=hidden]), textarea, select, button)`)
      : page.current?.querySelector<HTMLElement>("[data-rest]");
    target?.focus();
  }, [sought]);

  const refuse = useCallback((byField: Errors, others: readonly { message: string }[]) => {
    setErrors(byField);
    setRest(others);
    const first = firstOf(byField);
    const its = first && tabOf(first);
    if (its) setTab(its);
    setSought((count) => count + 1);
  }, []);

  const attempt = async (mine: Form, before: Form, current: Stored | null) => {
    if (isBusy) return;
    setAttempts((count) => count + 1);
    const lacking: Errors = { ...missing(mine), ...(maySplit && scope === "from" && !from && { from: text.required.from }) };
    if (Object.keys(lacking).length > 0) {
      // Everything wrong at once: what the service has said about the rest stands beside it.
      refuse({ ...atFields(preview.shown?.errors ?? []).byField, ...lacking }, []);
      return;
    }
    setBusy(true);
    try {
      let outcome: Outcome;
      if (!current) outcome = await save.create(mine, templateId ?? null);
      else if (isSplit) outcome = await save.split(current.session.id, from, mine, before, current.session.version);
      else outcome = await save.update(current.session.id, mine, before, current.session.version);
      if (outcome.errors.some(({ code }) => code === "VERSION_CONFLICT") && current) {
        const there = await save.read(current.session.id);
        if (there) {
          for (const [id, name] of namesOf(there.session)) learn(id, name);
          setTheirs(there);
          return;
        }
      }
      if (!outcome.stored) {
        const { byField, rest: others } = atFields(outcome.errors);
        refuse(byField, others);
        return;
      }
      done(outcome.stored, outcome.warnings, current);
    } catch (error) {
      tellFailed(error);
    } finally {
      setBusy(false);
    }
  };

  const done = (saved: Stored, warnings: Outcome["warnings"], current: Stored | null) => {
    const { id, name } = saved.session;
    setErrors({});
    setRest([]);
    setTheirs(null);
    setAttempts(0);
    if (current && id === current.session.id) {
      const fresh = formOf(saved.session, saved.recurrence);
      setStored(saved);
      setBase(fresh);
      setForm(fresh);
      tellDone(text.saved(name), warnings);
      return;
    }
    tellDone(current ? text.splitDone(name, dateOf(from)) : text.created(name), warnings);
    leaving.current = true;
    void navigate(`/sessions/${id}`, { replace: !current });
  };

  const submit = () => {
    if (mayChange && (isDirty || !session)) void attempt(form, base, stored);
  };
  useHotkeys([["mod+S", submit]], []);

  const scheduleText = isSame(form, base, "schedule") && session ? session.schedule.text : (preview.shown?.text ?? "");
  const problems = Object.keys(errors).length + rest.length;
  const versions = useMemo(() => theirs && { form: formOf(theirs.session, theirs.recurrence), scheduleText: theirs.session.schedule.text }, [theirs]);
  return (
    <>
      <Title order={1} size="h2" mb="md" ref={heading} tabIndex={-1} className={classes.heading}>
        {shownTitle}
      </Title>
      {!mayChange && (
        <Alert color="gray" variant="light" mb="md">
          {text.readOnly}
        </Alert>
      )}
      {above}
      <div className={classes.columns}>
        <form
          ref={page}
          noValidate
          className={classes.sheet}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <VisuallyHidden role="alert">{problems > 0 && text.problems(problems)}</VisuallyHidden>
          {rest.length > 0 && (
            <Alert color="red" variant="light" title={words.failure.notDone} m="md" tabIndex={-1} data-rest className={classes.plain}>
              {rest.map(({ message }) => message).join(" ")}
            </Alert>
          )}
          <EditorTabs
            tab={tab}
            open={setTab}
            form={form}
            errors={errors}
            isReadOnly={!mayChange}
            change={change}
            learn={learn}
            isOwnOnly={viewer.role === "CLINICIAN"}
          />
          {mayChange && (
            <div className={classes.foot}>
              {maySplit && (
                <Group align="end" className={classes.scope}>
                  <SegmentedControl
                    aria-label={text.scope}
                    data={[
                      { value: "all", label: text.scopeAs.all },
                      { value: "from", label: text.scopeAs.from },
                    ]}
                    value={scope}
                    onChange={(value) => setScope(value as "all" | "from")}
                  />
                  {scope === "from" && (
                    <div data-field="from">
                      <TextInput
                        type="date"
                        label={text.from}
                        description={text.scopeHint}
                        inputWrapperOrder={["label", "input", "description", "error"]}
                        value={from}
                        onChange={(event) => {
                          setFrom(event.currentTarget.value);
                          setErrors((current) => without(current, ["from"]));
                        }}
                        error={errors.from}
                      />
                    </div>
                  )}
                </Group>
              )}
              <span className={classes.state} role="status">
                {isDirty && text.unsaved}
              </span>
              {isDirty && (
                <Button
                  variant="default"
                  disabled={isBusy}
                  onClick={() => {
                    setForm(base);
                    setErrors({});
                    setRest([]);
                  }}
                >
                  {text.discard}
                </Button>
              )}
              <Button type="submit" loading={isBusy} disabled={session !== null && !isDirty}>
                {session ? text.save : text.create}
              </Button>
            </div>
          )}
        </form>
        <PreviewPanel preview={preview} isComplete={attempts > 0} />
      </div>
      {session && viewer.role === "ADMIN" && <History id={session.id} version={session.version} />}
      <Suspense>
        {theirs && versions && session && (
          <ConflictDialog
            mine={{ form, scheduleText }}
            theirs={versions}
            base={{ form: base, scheduleText: session.schedule.text }}
            nameOf={(id) => known.current.get(id) ?? id}
            onClose={() => setTheirs(null)}
            onChosen={(chosen) => {
              setTheirs(null);
              setStored(theirs);
              setBase(versions.form);
              setForm(chosen);
              if (differences(chosen, versions.form).length > 0) void attempt(chosen, versions.form, theirs);
            }}
          />
        )}
        {blocker.state === "blocked" && <LeaveDialog onStay={() => blocker.reset()} onLeave={() => blocker.proceed()} />}
      </Suspense>
    </>
  );
}

const without = (errors: Errors, fields: readonly string[]): Errors => Object.fromEntries(Object.entries(errors).filter(([field]) => !fields.includes(field)));
