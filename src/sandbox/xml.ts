// The answers of the S3 API as XML, from the JSON shape that the API documents and awscli prints.

/** Lists are flattened on the wire: each member stands alone, under its singular. */
const SINGULAR: Readonly<Record<string, string>> = {
  CORSRules: 'CORSRule',
  AllowedOrigins: 'AllowedOrigin',
  AllowedMethods: 'AllowedMethod',
  AllowedHeaders: 'AllowedHeader',
  ExposeHeaders: 'ExposeHeader',
  Rules: 'Rule',
  Transitions: 'Transition',
  NoncurrentVersionTransitions: 'NoncurrentVersionTransition',
  Tags: 'Tag',
  Tierings: 'Tiering',
};

/** A whole document: `<Root xmlns=...>` and its members. */
export function documentOf(root: string, value: unknown): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${membersOf(value)}</${root}>`;
}

function membersOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return escapeXml(value);
  return Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('');
}

function element(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (name === 'Grants')
    return `<AccessControlList>${(value as readonly unknown[]).map(grant).join('')}</AccessControlList>`;
  if (Array.isArray(value)) return value.map((member) => element(SINGULAR[name] ?? name, member)).join('');
  return `<${name}>${membersOf(value)}</${name}>`;
}

function grant(value: unknown): string {
  const { Grantee, Permission } = value as { Grantee: Record<string, string>; Permission: string };
  const { Type = 'CanonicalUser', ...members } = Grantee;
  const type = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${Type}"`;
  return `<Grant><Grantee ${type}>${membersOf(members)}</Grantee><Permission>${Permission}</Permission></Grant>`;
}

export function escapeXml(value: unknown): string {
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
