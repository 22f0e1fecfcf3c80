/** Addresses of the editor's web workers, filled in by the build. */
declare const WORKERS: Readonly<Record<string, string>>;

declare module "*.graphql" {
  const text: string;
  export default text;
}

declare module "*.json" {
  const text: string;
  export default text;
}

declare module "*.css";

interface Window {
  MonacoEnvironment?: { getWorker(id: string, label: string): Worker };
}
