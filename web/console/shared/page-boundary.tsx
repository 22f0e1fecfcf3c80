import { Loader } from "@mantine/core";
import { Component, Suspense, type ReactNode } from "react";

import { FailureNotice } from "./failure-notice";
import { words } from "./words";

/**
 * Waits for a page's own script, and says so where it cannot be had: without a connection, or where the service has been
 * renewed since this page was loaded and the script is gone.
 */
export class PageBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (this.state.hasFailed) return <FailureNotice failure={navigator.onLine ? "changed" : "offline"} retry={() => location.reload()} />;
    return <Suspense fallback={<Loader aria-label={words.loading} />}>{this.props.children}</Suspense>;
  }
}
