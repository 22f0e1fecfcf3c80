import { createTheme, Menu, Modal, Popover, Select, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

import { words } from "./words";

const harbour: MantineColorsTuple = [
  "#e8f6f7", "#d3eaec", "#a5d4d8", "#74bdc4", "#4daab3", "#339ea8", "#1f8f99", "#0f7680", "#07626b", "#034d55",
];

/** Every pair of text and ground is at least at 4.5 to 1 (WCAG 2.2 AA, 1.4.3). */
export const theme = createTheme({
  colors: { harbour },
  primaryColor: "harbour",
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: "650" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    // What opens above the page stays within its main part: screen readers list nothing outside of the landmarks.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, portalProps: { target: "#page" } } }),
    Select: Select.extend({ defaultProps: { comboboxProps: { portalProps: { target: "#page" } } } }),
    MultiSelect: { defaultProps: { comboboxProps: { portalProps: { target: "#page" } } } },
    // Those of the date fields, too.
    Popover: Popover.extend({ defaultProps: { portalProps: { target: "#page" } } }),
    Modal: Modal.extend({
      defaultProps: {
        portalProps: { target: "#page" },
        closeButtonProps: { "aria-label": words.close },
        // Mantine leaves open where it starts, which is behind the padding of the page there.
        styles: { inner: { insetInlineStart: 0 }, title: { fontWeight: 650, fontSize: "var(--mantine-font-size-lg)" } },
      },
    }),
  },
});

export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": colors.gray[7],
    "--mantine-color-placeholder": colors.gray[7],
    "--mantine-color-error": colors.red[9],
    "--page-ground": colors.gray[0],
    "--line": colors.gray[3],
    "--on": colors.green[9],
    "--row-hover": colors.gray[0],
    "--row-selected": colors.harbour![0]!,
  },
  dark: {
    "--mantine-color-dimmed": colors.dark[1],
    "--mantine-color-placeholder": colors.dark[1],
    "--mantine-color-error": colors.red[4],
    "--page-ground": colors.dark[8],
    "--line": colors.dark[4],
    "--on": colors.green[4],
    "--row-hover": colors.dark[6],
    "--row-selected": "#12343a",
  },
});
