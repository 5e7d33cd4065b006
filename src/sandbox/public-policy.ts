// Whether a bucket policy is public, told simply: somebody unnamed is allowed something under no condition.

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: object;
}

/** The real service also weighs conditions: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export function isPublic(text: string): boolean {
  const statements = statementsOf(text) ?? [];
  return statements.some(
    ({ Effect, Principal, NotPrincipal, Condition }) =>
      Effect === 'Allow' &&
      (everyone(Principal) || NotPrincipal !== undefined) &&
      Object.keys(Condition ?? {}).length === 0,
  );
}

/** The statements of a policy; undefined where the text is no policy. */
export function statementsOf(text: string): readonly Statement[] | undefined {
  try {
    const { Statement: one } = JSON.parse(text) as { Statement?: Statement | Statement[] };
    return one === undefined ? undefined : [one].flat();
  } catch {
    return undefined;
  }
}

function everyone(principal: unknown): boolean {
  if (typeof principal === 'object' && principal !== null)
    return Object.values(principal).flat().includes('*');
  return principal === '*';
}
