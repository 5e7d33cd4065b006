// The documents of the S3 API: written as XML from the JSON shape that awscli prints, and read back into it.

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
  IntelligentTieringConfigurationList: 'IntelligentTieringConfiguration',
};
const PLURAL = new Map(Object.entries(SINGULAR).map(([plural, singular]) => [singular, plural]));

/** These lists have an element of their own around their members. */
const WRAPPED: Readonly<Record<string, readonly [element: string, member: string]>> = {
  Grants: ['AccessControlList', 'Grant'],
  TargetGrants: ['TargetGrants', 'Grant'],
  Buckets: ['Buckets', 'Bucket'],
  TagSet: ['TagSet', 'Tag'],
};

const HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n';
const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A whole document: `<Root xmlns=...>` and its members. */
export function documentOf(root: string, value: unknown, namespace = S3_NAMESPACE): string {
  return `${HEADER}<${root} xmlns="${namespace}">${membersOf(value)}</${root}>`;
}

/** A document without a namespace, as errors are. */
export function plainDocumentOf(root: string, value: unknown): string {
  return `${HEADER}<${root}>${membersOf(value)}</${root}>`;
}

function membersOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return escapeXml(value ?? '');
  return Object.entries(value)
    .map(([name, member]) => elementsOf(name, member))
    .join('');
}

function elementsOf(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (name === 'Grantee') return granteeOf(value as Record<string, unknown>);
  if (!Array.isArray(value)) return `<${name}>${membersOf(value)}</${name}>`;
  const [around, member] = WRAPPED[name] ?? [undefined, SINGULAR[name] ?? name];
  const members = value.map((each) => elementsOf(member, each)).join('');
  return around === undefined ? members : `<${around}>${members}</${around}>`;
}

/** The kind of a grantee is an attribute. */
function granteeOf({ Type = 'CanonicalUser', ...members }: Record<string, unknown>): string {
  const type = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${String(Type)}"`;
  return `<Grantee ${type}>${membersOf(members)}</Grantee>`;
}

function escapeXml(value: unknown): string {
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

/**
 * Reads what a client sends: the members of the root element, lists under their plural, every value as text.
 * Undefined where it is not well formed.
 */
export function parseDocument(xml: string): Readonly<Record<string, unknown>> | undefined {
  const top: Element = { name: '', children: [], text: '' };
  const open = [top];
  for (const [, text = '', closing, name = '', empty] of xml.matchAll(TOKEN)) {
    const parent = open.at(-1);
    if (parent === undefined) return undefined;
    parent.text += text;
    if (name === '' || name.startsWith('?')) continue;
    if (closing === '/') {
      if (open.pop()?.name !== name) return undefined;
      continue;
    }
    const element: Element = { name, children: [], text: '' };
    parent.children.push(element);
    if (empty !== '/') open.push(element);
  }
  const [root, ...more] = top.children;
  if (root === undefined || more.length > 0 || open.length !== 1) return undefined;
  return recordOf(root);
}

const TOKEN = /([^<]*)<(\/?)([?\w:.-]+)[^>]*?([/?]?)>/g;

function recordOf({ children }: Element): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const child of children) {
    const { name } = child;
    const value = child.children.length > 0 ? recordOf(child) : unescapeXml(child.text);
    const plural = PLURAL.get(name);
    if (plural === undefined) record[name] = value;
    else record[plural] = [...((record[plural] as unknown[] | undefined) ?? []), value];
  }
  return record;
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
