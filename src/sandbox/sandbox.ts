// A small S3, S3 Control, KMS, STS, Google Cloud and Azure on loopback, faithful for the calls an audit makes, with scripted faults.

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startAzure } from './azure.ts';
import { bodyOf } from './body.ts';
import { cloudOf } from './cloud.ts';
import { answerFault, faultPicker } from './faults.ts';
import { googleOf } from './gcs.ts';
import { googleAskedOf } from './gcs-request.ts';
import { askedOf } from './request.ts';
import type { Asked } from './request.ts';
import { respond } from './respond.ts';
import { slowDownOf } from './slow-down.ts';
import type { SandboxWorld } from './world.ts';

export type { Fault, SandboxAccessKey, SandboxBucket, SandboxKey, SandboxWorld } from './world.ts';

export interface SandboxCall {
  readonly operation: string;
  readonly bucket?: string;
  readonly accessKeyId?: string;
  /** Region the call was signed for. */
  readonly region?: string;
  /** Google: the service account that asked; '' for none. */
  readonly account?: string;
  /** 0 where a fault broke the connection or never answered. */
  readonly status: number;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Points the SDKs here, and gives them credentials: the first declared access key. */
  readonly env: Readonly<Record<string, string>>;
  /** Every call so far. */
  readonly calls: readonly SandboxCall[];
  readonly close: () => Promise<void>;
}

/** Starts the sandbox on a free port of 127.0.0.1. */
export async function startSandbox(world: SandboxWorld): Promise<Sandbox> {
  const calls: SandboxCall[] = [];
  const cloud = cloudOf(world);
  const pick = faultPicker(world.faults ?? []);
  const isTooMuch = slowDownOf(world.slowDown);
  const answer = (asked: Asked, response: ServerResponse): void => {
    const fault = isTooMuch() ? ({ kind: 'slowDown' } as const) : pick(asked);
    const given = fault === undefined ? cloud.answer(asked) : answerFault(fault, asked, cloud, response);
    calls.push(callOf(asked, given?.status ?? 0));
    if (given !== undefined) respond(given, asked, response);
  };
  const google = googleOf(world.google ?? { buckets: [] });
  const serve = (request: IncomingMessage, body: string, response: ServerResponse): void => {
    const forGoogle = googleAskedOf(request, body);
    if (forGoogle === undefined) answer(askedOf(request, body), response);
    else calls.push(google(forGoogle, response));
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then(
      (body) => setTimeout(() => serve(request, body, response), world.delayMs ?? 0),
      // The client went away in the middle of its request.
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [key] = world.accessKeys ?? [];
  const azure =
    world.azure && (await startAzure(world.azure, (call) => calls.push(call), world.delayMs ?? 0));
  return {
    url,
    env: {
      ...azure?.env,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: key?.id ?? 'AKIASANDBOX',
      AWS_SECRET_ACCESS_KEY: key?.secret ?? 'sandbox',
      AWS_REGION: 'us-east-1',
      STORAGE_EMULATOR_HOST: url,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: `${url}/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM: `${url}/`,
    },
    calls,
    async close() {
      await azure?.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function callOf({ operation, bucket, signature }: Asked, status: number): SandboxCall {
  return {
    operation,
    ...(bucket !== undefined && { bucket }),
    ...(signature !== undefined && { accessKeyId: signature.accessKeyId, region: signature.region }),
    status,
  };
}
