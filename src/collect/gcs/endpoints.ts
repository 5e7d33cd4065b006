// Where Google's services are, as the environment has it.

import { googleStorageOf } from '../../model/google-storage.ts';
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
const OVERRIDES: Readonly<Record<Exclude<Service, 'storage'>, string>> = {
  resourceManager: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER',
  iam: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM',
  iamCredentials: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS',
};

const GOOGLE: Readonly<Record<Exclude<Service, 'storage'>, string>> = {
  resourceManager: 'https://cloudresourcemanager.googleapis.com',
  iam: 'https://iam.googleapis.com',
  iamCredentials: 'https://iamcredentials.googleapis.com',
};

/** True where the buckets are those of an emulator: it asks no credentials, and gets none. */
export function isEmulated(env: Env): boolean {
  return googleStorageOf(env).emulated;
}

/**
 * The base of a service's URLs, without a slash at the end. An emulator's buckets are nothing that Google knows: the other
 * services are asked of a stand-in, too, or not at all.
 *
 * @throws NotAsked where the environment names an emulator of the buckets and no stand-in for this service
 */
export function endpointOf(service: Service, env: Env): string {
  const { url, emulated } = googleStorageOf(env);
  if (service === 'storage') return url;
  const override = env[OVERRIDES[service]];
  if (override !== undefined && override !== '') return override.replace(/\/+$/, '');
  if (emulated)
    throw new NotAsked(`not asked: STORAGE_EMULATOR_HOST is set and ${OVERRIDES[service]} is not`);
  return GOOGLE[service];
}
