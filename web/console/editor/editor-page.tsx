import { useQuery } from "@apollo/client/react";
import { Alert, Anchor, Select, Skeleton, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";

import { failureOf } from "../api/failures";
import { readFragment } from "../api/generated";
import type { PageProps, Viewer } from "../pages";
import { FailureNotice } from "../shared/failure-notice";
import { LeftIcon } from "../shared/icons";
import { unfiltered } from "../shared/pickers";
import { words } from "../shared/words";
import classes from "./editor.module.css";
import { Editor } from "./editor";
import { BLANK, formOf, scheduleOf, type Form } from "./form";
import { EditedRecurrenceFragmentDoc, SessionToEditDocument, TemplateChoicesDocument, TemplateToUseDocument } from "./generated/graphql";
import { namesOf, unmask } from "./use-save";

const text = words.editor;

/** /sessions/ID edits; /sessions/new makes one, with ?from=ID as a copy, and with ?template=ID from a template. */
export default function EditorPage({ viewer }: PageProps) {
  const { id } = useParams();
  const [address] = useSearchParams();
  const from = id ? null : address.get("from");
  const template = id || from ? null : address.get("template");
  if (!viewer) return <Waiting />;
  const mayMake = viewer.role === "ADMIN" || viewer.role === "CLINICIAN";
  return (
    <>
      <Link to="/sessions" className={classes.back}>
        <LeftIcon /> {text.back}
      </Link>
      {!id && !mayMake ? (
        <Alert color="gray" variant="light" title={text.mayNot} role="alert" />
      ) : id || from ? (
        <OfSession key={id ?? from} id={(id ?? from)!} isCopy={!id} viewer={viewer} />
      ) : template ? (
        <OfTemplate key={template} id={template} viewer={viewer} />
      ) : (
        <Blank viewer={viewer} />
      )}
    </>
  );
}

const Waiting = () => (
  <>
    <Skeleton height={28} width={280} mb="lg" />
    <Skeleton height={360} />
  </>
);

function OfSession({ id, isCopy, viewer }: { id: string; isCopy: boolean; viewer: Viewer }) {
  const { data, error, refetch } = useQuery(SessionToEditDocument, { variables: { id }, fetchPolicy: "network-only", nextFetchPolicy: "cache-first" });
  if (error && !data) return <FailureNotice failure={failureOf(error)} retry={() => void refetch().catch(() => undefined)} />;
  if (!data) return <Waiting />;
  if (!data.session) {
    return (
      <>
        <Title order={1} size="h2">
          {text.gone.title}
        </Title>
        <Text my="sm">{text.gone.text}</Text>
        <Anchor component={Link} to="/sessions">
          {words.notFound.back}
        </Anchor>
      </>
    );
  }
  const stored = unmask(data.session);
  const { session } = stored;
  if (isCopy) {
    const form = { ...formOf(session, stored.recurrence), name: text.copyOf(session.name) };
    return <Editor viewer={viewer} stored={null} initial={own(form, viewer)} names={namesOf(session)} title={text.newFrom(session.name)} />;
  }
  return (
    <Editor
      viewer={viewer}
      stored={stored}
      initial={formOf(session, stored.recurrence)}
      names={namesOf(session)}
      nextDate={data.session.nextOccurrence?.originalDate}
      title={session.name}
    />
  );
}

function OfTemplate({ id, viewer }: { id: string; viewer: Viewer }) {
  const { data, error, refetch } = useQuery(TemplateToUseDocument, { variables: { id }, fetchPolicy: "network-only", nextFetchPolicy: "cache-first" });
  if (error && !data) return <FailureNotice failure={failureOf(error)} retry={() => void refetch().catch(() => undefined)} />;
  if (!data) return <Waiting />;
  const template = data.sessionTemplate;
  if (!template) {
    return (
      <>
        <Alert color="yellow" variant="light" title={text.noTemplate} mb="md" />
        <Blank viewer={viewer} />
      </>
    );
  }
  const rule = template.schedule.recurrence;
  const form: Form = {
    ...BLANK,
    name: template.name,
    clinicianId: template.clinician?.id ?? null,
    locationId: template.location?.id ?? null,
    allowRemote: template.allowRemote,
    ...scheduleOf({ ...template.schedule, recurrence: rule ? readFragment(EditedRecurrenceFragmentDoc, rule) : null }),
    appointmentTypeIds: template.appointmentTypes.map((type) => type.id),
    notes: template.notes,
  };
  return <Editor viewer={viewer} stored={null} initial={own(form, viewer)} names={namesOf(template)} templateId={id} title={text.newFrom(template.name)} />;
}

function Blank({ viewer }: { viewer: Viewer }) {
  return <Editor viewer={viewer} stored={null} initial={own(BLANK, viewer)} names={[]} title={text.new} above={<TemplatePicker />} />;
}

/** A clinician makes sessions of their own. */
const own = (form: Form, viewer: Viewer): Form => (viewer.role === "CLINICIAN" ? { ...form, clinicianId: viewer.clinician?.id ?? null } : form);

function TemplatePicker() {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 200);
  const { data, previousData } = useQuery(TemplateChoicesDocument, { variables: { search: search || null } });
  const templates = (data ?? previousData)?.sessionTemplates.nodes ?? [];
  const [hadSome, setHadSome] = useState(false);
  useEffect(() => setHadSome((had) => had || templates.length > 0), [templates.length]);
  if (!hadSome && templates.length === 0) return null;
  return (
    <Select
      label={text.fromTemplate}
      placeholder={text.fromTemplateHint}
      data={templates.map(({ id, name, clinician }) => ({ value: id, label: clinician ? `${name} (${clinician.name})` : name }))}
      value={null}
      onChange={(id) => id && void navigate(`/sessions/new?template=${id}`)}
      onSearchChange={setTyped}
      searchable
      filter={unfiltered}
      nothingFoundMessage={words.pickers.noOption}
      mb="md"
      maw={420}
    />
  );
}
