// Where Google's services are, as the environment has it.

import type { Env } from '../provider.ts';
import { NotAsked } from './errors.ts';

export type Service = 'storage' | 'resourceManager' | 'iam' | 'iamCredentials';

/** Names for the limiter: each service counts its calls on its own. */
export const LIMITER_NAMES: Readonly<Record<Service, string>> = {
  storage: 'GCS',
  resourceManager: 'GCP Resource Manager',
  iam: 'GCP IAM',
  iamCredentials: 'GCP IAM Credentials',
};

/** gcloud's own variables: https://cloud.google.com/sdk/gcloud/reference/config/set#api_endpoint_overrides */
const OVERRIDES: Readonly<Record<Service, string>> = {
  storage: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE',
  resourceManager: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER',
  iam: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM',
  iamCredentials: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS',
};

const GOOGLE: Readonly<Record<Service, string>> = {
  storage: 'https://storage.googleapis.com',
  resourceManager: 'https://cloudresourcemanager.googleapis.com',
  iam: 'https://iam.googleapis.com',
  iamCredentials: 'https://iamcredentials.googleapis.com',
};

/** True where the buckets are those of an emulator: it asks no credentials, and gets none. */
export function isEmulated(env: Env): boolean {
  return emulatorOf(env) !== undefined;
}

/**
 * The base of a service's URLs, without a slash at the end. An emulator's buckets are nothing that Google knows: the other
 * services are asked of a stand-in, too, or not at all.
 *
 * @throws NotAsked where the environment names an emulator of the buckets and no stand-in for this service
 */
export function endpointOf(service: Service, env: Env): string {
  const emulator = emulatorOf(env);
  if (service === 'storage' && emulator !== undefined) return storageBase(emulator);
  const override = env[OVERRIDES[service]];
  if (override !== undefined && override !== '') {
    return service === 'storage' ? storageBase(override) : override.replace(/\/+$/, '');
  }
  if (emulator !== undefined) {
    throw new NotAsked(`not asked: STORAGE_EMULATOR_HOST is set and ${OVERRIDES[service]} is not`);
  }
  return GOOGLE[service];
}

function emulatorOf(env: Env): string | undefined {
  const { STORAGE_EMULATOR_HOST: host } = env;
  return host === '' ? undefined : host;
}

/** With or without scheme (Google's own clients take `localhost:4443`) and with or without the API's path. */
function storageBase(host: string): string {
  const url = /^https?:\/\//.test(host) ? host : `http://${host}`;
  return url.replace(/\/+$/, '').replace(/\/storage\/v1$/, '');
}
