import type { ReactNode } from "react";

/** Drawn here, for the console needs a handful: 20 by 20, in the colour of the text, and silent to screen readers. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg width="18" height="18" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {children}
    </svg>
  );
}

export const SearchIcon = () => <Icon><circle cx="9" cy="9" r="5.5" /><path d="m13.2 13.2 3.8 3.8" /></Icon>;
export const DotsIcon = () => <Icon><path d="M4.5 10h.01M10 10h.01M15.5 10h.01" strokeWidth="2.6" /></Icon>;
export const CopyIcon = () => <Icon><rect x="7" y="7" width="10" height="10" rx="2" /><path d="M13 7V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2" /></Icon>;
export const PenIcon = () => <Icon><path d="m4 16 .8-3.6L13 4.2a1.4 1.4 0 0 1 2 0l.8.8a1.4 1.4 0 0 1 0 2L7.6 15.2z" /></Icon>;
export const PlusIcon = () => <Icon><path d="M10 4v12M4 10h12" /></Icon>;
export const PlayIcon = () => <Icon><path d="M6.5 4.5v11l9-5.5z" /></Icon>;
export const PauseIcon = () => <Icon><path d="M7 5v10M13 5v10" /></Icon>;
export const BinIcon = () => <Icon><path d="M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6M8.5 9v5M11.5 9v5" /></Icon>;
export const SunIcon = () => <Icon><circle cx="10" cy="10" r="3.2" /><path d="M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1" /></Icon>;
export const MoonIcon = () => <Icon><path d="M16 12.2A6.8 6.8 0 0 1 7.8 4a6.8 6.8 0 1 0 8.2 8.2z" /></Icon>;
export const KeyboardIcon = () => <Icon><rect x="2.5" y="5" width="15" height="10" rx="2" /><path d="M5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M6.5 12h7" /></Icon>;
export const ChevronIcon = () => <Icon><path d="m6 8 4 4 4-4" /></Icon>;
export const UpIcon = () => <Icon><path d="M10 15V5M6 9l4-4 4 4" /></Icon>;
export const DownIcon = () => <Icon><path d="M10 5v10M6 11l4 4 4-4" /></Icon>;
export const TickIcon = () => <Icon><path d="m4.5 10.5 3.5 3.5 7.5-8" /></Icon>;
export const CrossIcon = () => <Icon><path d="m5 5 10 10M15 5 5 15" /></Icon>;
export const LeftIcon = () => <Icon><path d="m12 5-5 5 5 5" /></Icon>;
export const RightIcon = () => <Icon><path d="m8 5 5 5-5 5" /></Icon>;
