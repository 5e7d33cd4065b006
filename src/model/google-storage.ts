// Where Google Cloud Storage is, as the environment has it: Google's own, another address of it, or an emulator.

type Env = Readonly<Record<string, string | undefined>>;

export interface GoogleStorage {
  /** Base of the URLs, without a slash at the end: `https://storage.googleapis.com`. */
  readonly url: string;
  /** True for an emulator: it asks no credentials, and gets none. */
  readonly emulated: boolean;
}

/** `STORAGE_EMULATOR_HOST` of Google's clients, else gcloud's `CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE`, else Google. */
export function googleStorageOf({
  STORAGE_EMULATOR_HOST: emulator = '',
  CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: override = '',
}: Env): GoogleStorage {
  if (emulator !== '') return { url: baseOf(emulator), emulated: true };
  return { url: override === '' ? 'https://storage.googleapis.com' : baseOf(override), emulated: false };
}

/** With or without scheme (Google's own clients take `localhost:4443`) and with or without the API's path. */
function baseOf(host: string): string {
  const url = /^https?:\/\//.test(host) ? host : `http://${host}`;
  return url.replace(/\/+$/, '').replace(/\/storage\/v1$/, '');
}
