// Google's services as an audit meets them: Cloud Storage, Resource Manager, IAM, IAM Credentials and tokens.

import type { ServerResponse } from 'node:http';
import { faultPicker } from './faults.ts';
import { respondAsGoogle } from './gcs-answer.ts';
import type { GoogleAnswer } from './gcs-answer.ts';
import { googleFault } from './gcs-faults.ts';
import { bucketsAnswer, denial, projectAnswer, roleAnswer, storageAnswer } from './gcs-read.ts';
import type { May } from './gcs-read.ts';
import type { GoogleAsked } from './gcs-request.ts';
import { badToken, tokensOf } from './gcs-tokens.ts';
import type { SandboxGoogle } from './gcs-world.ts';

export interface GoogleCloud {
  /** The real services' answer. */
  readonly answer: (asked: GoogleAsked) => GoogleAnswer;
  /** The answer of a service that does not let the caller do it. */
  readonly deny: (asked: GoogleAsked) => GoogleAnswer;
  /** The service account that asks; '' for none. */
  readonly callerOf: (asked: GoogleAsked) => string;
}

/** What was asked and how it was answered: status 0 where a fault broke the connection. */
export interface GoogleCall {
  readonly operation: string;
  readonly bucket?: string;
  readonly account: string;
  readonly status: number;
}

/** Answers requests to Google's services. */
export function googleOf(world: SandboxGoogle): (asked: GoogleAsked, response: ServerResponse) => GoogleCall {
  const cloud = googleCloudOf(world);
  const pick = faultPicker(world.faults ?? []);
  return (asked, response) => {
    const fault = pick(asked);
    const given = fault === undefined ? cloud.answer(asked) : googleFault(fault, asked, cloud, response);
    if (given !== undefined) respondAsGoogle(given, response);
    const { operation, bucket } = asked;
    const call = { operation, account: cloud.callerOf(asked), status: given?.status ?? 0 };
    return bucket === undefined ? call : { ...call, bucket };
  };
}

function googleCloudOf(world: SandboxGoogle): GoogleCloud {
  const tokens = tokensOf(world);
  const may: May = (permission) => world.granted?.includes(permission) ?? true;
  const callerOf = (asked: GoogleAsked): string => tokens.holderOf(asked) ?? '';
  const deny = (asked: GoogleAsked): GoogleAnswer => denial(asked, callerOf(asked));
  return {
    deny,
    callerOf,
    answer(asked) {
      if (asked.operation === 'oauth2.token') return tokens.exchange(asked);
      if (tokens.holderOf(asked) === undefined) return badToken();
      switch (asked.operation) {
        case 'storage.buckets.get':
        case 'storage.buckets.getIamPolicy':
        case 'storage.buckets.testIamPermissions':
          return storageAnswer(asked, world, may) ?? deny(asked);
        case 'storage.buckets.list':
          return bucketsAnswer(asked, world, may) ?? deny(asked);
        case 'cloudresourcemanager.projects.getIamPolicy':
          return projectAnswer(asked, world, may) ?? deny(asked);
        case 'iam.roles.get':
          return roleAnswer(asked, world, may) ?? deny(asked);
        case 'iamcredentials.projects.serviceAccounts.generateAccessToken':
          return tokens.actAs(asked);
        case 'unknown':
          return { status: 404, body: 'Not Found' };
      }
    },
  };
}
