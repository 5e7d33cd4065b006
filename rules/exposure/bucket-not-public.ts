// Nobody but the named can read or write the bucket.

import { PROVIDERS } from '../../src/model/provider.ts';
import { couldNotVerify, defineRule, notApplicable, open } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext, Verdict, Violation } from '../../src/model/rule.ts';
import type { Facet, Facets, PublicAccessBlock, Reading } from '../../src/model/evidence.ts';
import type { Target } from '../../src/model/target.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { openStatements } from '../../src/semantics/policy/public.ts';
import { policyFix, showPolicy } from '../views/bucket-policy.ts';
import { azAccountUpdate, azContainerUpdate, showContainer } from '../views/azure-commands.ts';
import { showBindings } from '../views/google-bindings.ts';
import { forS3, s3api } from '../views/s3-documents.ts';
import { judged } from '../views/reading.ts';
import { nameOf } from '../views/wandb-request.ts';
import { closeGoogle, googleIsPublic } from './google-public.ts';
import { blockEverything, isBlocked } from './public-access.ts';
import { withoutPublic } from './public-fix.ts';
import { isDeniedToAll, S3_STRANGERS } from './strangers.ts';

export default defineRule({
  id: 'bucket-not-public',
  severity: 'critical',
  providers: PROVIDERS,
  considers: [
    'policy',
    'acl',
    'publicAccess',
    'accountPublicAccess',
    'iam',
    'projectIam',
    'uniformAccess',
    'publicAccessPrevention',
    'containerAccess',
  ],
  messages: {
    policy: '{{statement}} of the bucket policy allows everyone {{actions}}.',
    acl: "The bucket's ACL gives {{grantee}} {{permission}}.",
    defaultAcl: 'Every new object is given an ACL that gives {{grantee}} {{permission}}.',
    binding: "The bucket's own policy binds {{role}} to {{members}}.",
    container: "The container's access level is {{level}}: anyone may read {{what}}.",
  },
  docs: {
    title: 'The bucket is not public',
    why: "Run history, artifacts and media are open to anyone who knows the bucket's name. Grants that block public access, public access prevention or allowBlobPublicAccess neutralise are not counted.",
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
      'https://cloud.google.com/storage/docs/public-access-prevention',
      'https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent',
    ],
    verify: {
      ...showPolicy,
      gcp: showBindings,
      azure: (target) => showContainer(target, 'publicAccess'),
    },
    remediation: { ...forS3(fix), gcp: closeGoogle, azure: closeContainer },
  },
  check(facets, target) {
    if (target.provider === 'gcp') return googleIsPublic(facets, target);
    return target.provider === 'azure' ? containerIsPublic(facets) : s3IsPublic(facets, target);
  },
});

type Considered<F extends Facet> = { readonly [K in F]: Reading<Facets[K]> };

function s3IsPublic(
  {
    policy,
    acl,
    publicAccess,
    accountPublicAccess,
  }: Considered<'policy' | 'acl' | 'publicAccess' | 'accountPublicAccess'>,
  target: Target,
): Verdict {
  if (policy.status === 'unsupported' && acl.status === 'unsupported')
    return notApplicable('this store has neither bucket policies nor ACLs');
  const blocked = (flag: keyof PublicAccessBlock) =>
    isBlocked(flag, publicAccess, accountPublicAccess, target);
  const byPolicy = policyViolations(policy);
  const byAcl = aclViolations(acl);
  const [policyBlocked, aclBlocked] = [blocked('restrictPublicBuckets'), blocked('ignorePublicAcls')];
  const found = [...(policyBlocked === false ? byPolicy : []), ...(aclBlocked === false ? byAcl : [])];
  if (found.length > 0) return found;
  if ((byPolicy.length > 0 && policyBlocked !== true) || (byAcl.length > 0 && aclBlocked !== true))
    return open('there is a public grant, and block public access of bucket or account could not be read');
  // What could not be read is harmless where block public access neutralises whatever stands there.
  const unread = [
    ...(policy.status === 'unreadable' && policyBlocked !== true ? [policy] : []),
    ...(acl.status === 'unreadable' && aclBlocked !== true ? [acl] : []),
  ];
  if (unread.length > 0) return open(couldNotVerify(unread));
  return isInvalid(policy) && policyBlocked !== true ? open('the bucket policy is not JSON') : [];
}

/** The account's setting beats the container's. */
function containerIsPublic({
  containerAccess,
  publicAccessPrevention,
}: Considered<'containerAccess' | 'publicAccessPrevention'>): Verdict {
  if (publicAccessPrevention.status === 'known' && publicAccessPrevention.value.enforced) return [];
  return judged('containerAccess', containerAccess, ({ level }) => {
    if (level === 'none') return [];
    if (publicAccessPrevention.status !== 'known')
      return open('the container is public, and allowBlobPublicAccess of its account could not be read');
    const what = level === 'blob' ? 'its blobs' : 'its blobs and their list';
    return [{ messageId: 'container', data: { level, what }, facet: 'containerAccess', path: '/level' }];
  });
}

function closeContainer({ target }: RemediationContext): Remediation {
  const commands = [
    azContainerUpdate(target, '--public-access off'),
    azAccountUpdate(target, '--allow-blob-public-access false'),
  ];
  return {
    text: 'Take the access level off the container, and forbid public containers for the whole account where none is meant to be; signed URLs go on to work.',
    command: commands.join(' && '),
  };
}

function isInvalid(policy: Reading<Facets['policy']>): boolean {
  return policy.status === 'known' && policy.value.invalid !== undefined;
}

function policyViolations(policy: Reading<Facets['policy']>): Violation[] {
  if (policy.status !== 'known') return [];
  const document = parsePolicy(policy.value.document);
  return openStatements(document)
    .filter(({ statement }) => !isDeniedToAll(document, statement, S3_STRANGERS))
    .map(({ statement, actions }) => ({
      messageId: 'policy',
      data: { statement: nameOf(statement), actions },
      facet: 'policy',
      path: `/document${statement.path}`,
    }));
}

function aclViolations(acl: Reading<Facets['acl']>): Violation[] {
  if (acl.status !== 'known') return [];
  return acl.value.grants.flatMap(({ grantee, permission }, index): Violation[] =>
    grantee === 'allUsers' || grantee === 'authenticatedUsers'
      ? [{ messageId: 'acl', data: { grantee, permission }, facet: 'acl', path: `/grants/${index}` }]
      : [],
  );
}

/** Only AWS has block public access. */
function blocking(target: Target): string[] {
  return target.provider === 'aws' ? [blockEverything(target)] : [];
}

function fix(context: RemediationContext): Remediation {
  const { target, violations } = context;
  const byPolicy = violations.some(({ messageId }) => messageId === 'policy');
  const byAcl = violations.some(({ messageId }) => messageId === 'acl');
  const policy = byPolicy ? policyFix('', withoutPublic)[target.provider]?.(context) : undefined;
  const commands = [
    ...(policy?.command === undefined ? [] : [policy.command]),
    ...(byAcl ? [s3api(target, 'put-bucket-acl --acl private')] : []),
    ...blocking(target),
  ];
  const texts = [
    ...(byPolicy || !byAcl ? ['take the public statement out'] : []),
    ...(byAcl || !byPolicy ? ['reset the ACL to private'] : []),
    ...(target.provider === 'aws' ? ['block public access'] : []),
  ].join(', ');
  return {
    text: `${texts.charAt(0).toUpperCase()}${texts.slice(1)}.`,
    ...(commands.length > 0 && { command: commands.join(' && ') }),
    ...(policy?.document !== undefined && { document: policy.document }),
  };
}
