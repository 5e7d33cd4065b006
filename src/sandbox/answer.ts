// An answer on the wire, and how each of the four services words an error.

import type { Asked } from './request.ts';
import { documentOf, plainDocumentOf } from './xml.ts';

export type Service = 's3' | 's3-control' | 'kms' | 'sts';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Members = Readonly<Record<string, string>>;

/** What every answer of S3 carries; the ids are examples. */
export const REQUEST_ID = '236A8905248E5A01';
const HOST_ID = 'YgIPIfBiKa2bj0KMg95r/0zo3emzU4dzsD4rcKCHQUAdQkf3ShJTOOpXUueF6QKo';
export const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Headers of every answer of a service. */
export const SERVICE_HEADERS: Readonly<Record<Service, Members>> = {
  s3: s3Headers(),
  's3-control': s3Headers(),
  kms: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': REQUEST_ID },
  sts: { 'content-type': 'text/xml', 'x-amzn-requestid': REQUEST_ID },
};

function s3Headers(): Members {
  const ids = { 'x-amz-id-2': HOST_ID, 'x-amz-request-id': REQUEST_ID };
  return { ...ids, 'content-type': 'application/xml', server: 'AmazonS3' };
}

/** An error in the service's own form; `more` are further members, S3 only: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function errorOf(
  service: Service,
  status: number,
  code: string,
  message: string,
  more: Members = {},
  headers: Members = {},
): Answer {
  const error = { Code: code, Message: message, ...more };
  const ids = { RequestId: REQUEST_ID, HostId: HOST_ID };
  switch (service) {
    case 's3':
      return { status, body: plainDocumentOf('Error', { ...error, ...ids }), headers };
    case 's3-control':
      return { status, body: plainDocumentOf('ErrorResponse', { Error: error, ...ids }), headers };
    case 'sts': {
      const Error = { Type: 'Sender', ...error };
      return {
        status,
        body: documentOf('ErrorResponse', { Error, RequestId: REQUEST_ID }, STS_NAMESPACE),
        headers,
      };
    }
    case 'kms': {
      // KMS itself says `message`; what its authorisation layer refuses says `Message`.
      const text = code === 'AccessDeniedException' ? { Message: message } : { message };
      return { status, body: JSON.stringify({ __type: code, ...text }), headers };
    }
  }
}

type Wording = readonly [status: number, code: string, message: string];

/** Refusals that every service has, in its own words; S3 Control speaks as S3. */
const REFUSALS = {
  anonymous: {
    s3: [403, 'AccessDenied', 'Access Denied'],
    kms: [400, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
    sts: [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
  },
  unknownKey: {
    s3: [403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'],
    kms: [400, 'UnrecognizedClientException', 'The security token included in the request is invalid.'],
    sts: [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'],
  },
  badToken: {
    s3: [400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.'],
    kms: [400, 'UnrecognizedClientException', 'The security token included in the request is invalid.'],
    sts: [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'],
  },
  badSignature: {
    s3: [403, 'SignatureDoesNotMatch', signatureMessage('Check your key and signing method.')],
    kms: [400, 'InvalidSignatureException', signatureMessage('Check your AWS Secret Access Key.')],
    sts: [403, 'SignatureDoesNotMatch', signatureMessage('Check your AWS Secret Access Key.')],
  },
  expired: {
    s3: [400, 'ExpiredToken', 'The provided token has expired.'],
    kms: [400, 'ExpiredTokenException', 'The security token included in the request is expired'],
    sts: [403, 'ExpiredToken', 'The security token included in the request is expired'],
  },
  clockSkew: {
    s3: [
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    ],
    kms: [400, 'InvalidSignatureException', 'Signature expired: the request is older than 5 minutes.'],
    sts: [403, 'SignatureDoesNotMatch', 'Signature expired: the request is older than 5 minutes.'],
  },
  slowDown: {
    s3: [503, 'SlowDown', 'Please reduce your request rate.'],
    kms: [
      400,
      'ThrottlingException',
      'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
    ],
    sts: [400, 'Throttling', 'Rate exceeded'],
  },
  internalError: {
    s3: [500, 'InternalError', 'We encountered an internal error. Please try again.'],
    kms: [500, 'KMSInternalException', 'The request was rejected because an internal exception occurred.'],
    sts: [500, 'InternalFailure', 'The request processing has failed because of an unknown error.'],
  },
  notImplemented: {
    s3: [501, 'NotImplemented', 'A header you provided implies functionality that is not implemented.'],
    kms: [400, 'UnknownOperationException', 'The operation is not known.'],
    sts: [400, 'InvalidAction', 'Could not find the operation'],
  },
} as const satisfies Record<string, Readonly<Record<'s3' | 'kms' | 'sts', Wording>>>;

export type Refusal = keyof typeof REFUSALS;

function signatureMessage(advice: string): string {
  return `The request signature we calculated does not match the signature you provided. ${advice}`;
}

/** The service refuses for a reason that has nothing to do with what was asked. */
export function refuse(refusal: Refusal, asked: Asked): Answer {
  const { service } = asked;
  const words = REFUSALS[refusal];
  const [status, code, message] = service === 's3-control' ? words.s3 : words[service];
  return errorOf(service, status, code, message, service === 's3' ? detailsOf(refusal, asked) : {});
}

function detailsOf(refusal: Refusal, { signature, token, date }: Asked): Members {
  switch (refusal) {
    case 'unknownKey':
    case 'badSignature':
      return { AWSAccessKeyId: signature?.accessKeyId ?? '' };
    case 'badToken':
    case 'expired':
      return { 'Token-0': token ?? '' };
    case 'clockSkew':
      return {
        RequestTime: date,
        ServerTime: `${new Date().toISOString().slice(0, 19)}Z`,
        MaxAllowedSkewMilliseconds: '900000',
      };
    default:
      return {};
  }
}
