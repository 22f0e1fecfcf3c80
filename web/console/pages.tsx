// The console's pages: their addresses, who is offered them, and what draws them. A page comes with its own JavaScript when
// it is first opened; the first page comes with the shell.
import { lazy, type ComponentType } from "react";

import type { Role, ViewerQuery } from "./api/generated/graphql";
import { SessionsPage } from "./sessions/sessions-page";
import { words } from "./shared/words";

export type Viewer = NonNullable<ViewerQuery["viewer"]>;

export interface PageProps {
  /** Undefined while the service is still asked who it is: a page asks for its own data at the same time. */
  viewer: Viewer | undefined;
}

const EditorPage = lazy(() => import("./editor/editor-page"));

interface PageEntry {
  path: string;
  Page: ComponentType<PageProps>;
  /** In the navigation; without one the page is reached from another page. */
  label?: string;
  /** Who is offered it; without any, everybody. The service has the last word. */
  roles?: readonly Role[];
}

export const PAGES: readonly PageEntry[] = [
  { path: "/sessions", Page: SessionsPage, label: words.navigation.sessions },
  { path: "/sessions/new", Page: EditorPage },
  { path: "/sessions/:id", Page: EditorPage },
];
