// The one script of the page: filter and search, their state and deep links in the hash, copy buttons, theme, print.
// The page is whole without it. It only shows, hides and focuses what is there, and never makes markup of text.

/** The script as it stands in the page; the policy allows it by its hash. */
export const SCRIPT = String.raw`
(() => {
'use strict';
const root = document.documentElement;
root.classList.add('js');
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);
const tools = byId('tools');
const query = byId('q');
const status = byId('shown');
const provider = byId('provider');
const buttons = tools === null ? [] : all('button[data-key]', tools);
const state = { q: '', s: [], is: [], on: '', new: false };

const lower = (text) => text.toLowerCase();
const buckets = all('.buckets tbody tr').map((row) => {
  const { bucket, states, severities, provider, rules } = row.dataset;
  const section = byId(bucket);
  const findings = section === row || section === null ? [] : all('.finding', section).map((element) => ({
    element,
    severity: element.dataset.s,
    waived: element.dataset.waived !== undefined,
    isNew: element.dataset.new !== undefined,
  }));
  return { row, section: section === row ? null : section, states: states.split(' '), severities: severities.split(' '), provider, rules, findings };
});

/** Texts are read while the browser is idle, or when a search first needs them. */
function textOf(bucket) {
  bucket.text ??= lower(bucket.row.cells[0].textContent + ' ' + (bucket.rules ?? ''));
  return bucket.text;
}
function textOfFinding(finding) {
  finding.text ??= lower(all('h4, .meta', finding.element).map((part) => part.textContent).join(' '));
  return finding.text;
}

function toggle(element, shown) {
  if (element !== null && element.hidden === shown) element.hidden = !shown;
}

/** Shows what the state asks for, and says how much that is. */
function filter() {
  const words = lower(state.q).split(/\s+/).filter(Boolean);
  const has = (text) => words.every((word) => text.includes(word));
  const narrowed = words.length > 0 || state.s.length > 0 || state.new;
  let shownBuckets = 0;
  let shownFindings = 0;
  for (const bucket of buckets) {
    const fits = (state.on === '' || bucket.provider === state.on)
      && (state.is.length === 0 || state.is.some((is) => bucket.states.includes(is)));
    const named = words.length === 0 || has(textOf(bucket));
    const found = bucket.findings.filter((finding) => fits && (state.s.length === 0 || (state.s.includes(finding.severity) && !finding.waived))
        && (!state.new || finding.isNew) && (named || has(textOfFinding(finding))));
    const bySeverity = state.s.length === 0 || state.s.some((severity) => bucket.severities.includes(severity));
    const byNews = !state.new || bucket.states.includes('new');
    const shown = fits && (found.length > 0 || !narrowed || (named && bySeverity && byNews && bucket.findings.length === 0));
    toggle(bucket.row, shown);
    toggle(bucket.section, shown);
    if (!shown) continue;
    const kept = new Set(found);
    for (const finding of bucket.findings) toggle(finding.element, kept.has(finding));
    shownBuckets++;
    shownFindings += found.filter(({ waived }) => !waived).length;
  }
  const active = narrowed || state.is.length > 0 || state.on !== '';
  const number = (count, noun) => count + ' ' + noun + (count === 1 ? '' : 's');
  const paged = buckets.every(({ section }) => section === null);
  status.textContent = active
    ? 'Filtered: ' + number(shownBuckets, 'bucket') + ' of ' + buckets.length + (paged ? '' : ', ' + number(shownFindings, 'finding')) + ' shown.'
    : number(buckets.length, 'bucket') + ' shown.';
  byId('clear').hidden = !active;
}

/** The controls as the state has them. */
function showState() {
  if (query.value !== state.q) query.value = state.q;
  if (provider !== null) provider.value = state.on;
  for (const button of buttons) button.setAttribute('aria-pressed', String(isOn(button.dataset)));
}
function isOn({ key, value }) {
  return key === 'new' ? state.new : state[key].includes(value);
}

/** #f-0123 alone leads to a finding; filters follow as q=acme&s=critical,high. */
function hashOf(anchor) {
  const parts = [];
  if (anchor !== '') parts.push(anchor);
  for (const key of ['q', 'on']) if (state[key] !== '') parts.push(key + '=' + encodeURIComponent(state[key]));
  for (const key of ['s', 'is']) if (state[key].length > 0) parts.push(key + '=' + state[key].map(encodeURIComponent).join(','));
  if (state.new) parts.push('new=1');
  return parts.join('&');
}
function readHash() {
  const parts = location.hash.slice(1).split('&');
  const decode = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const values = new Map(parts.filter((part) => part.includes('=')).map((part) => {
    const at = part.indexOf('=');
    return [part.slice(0, at), part.slice(at + 1)];
  }));
  const list = (key) => {
    const known = buttons.filter(({ dataset }) => dataset.key === key).map(({ dataset }) => dataset.value);
    return (values.get(key) ?? '').split(',').map(decode).filter((value) => known.includes(value));
  };
  state.q = decode(values.get('q') ?? '');
  const wanted = decode(values.get('on') ?? '');
  state.on = provider !== null && all('option', provider).some(({ value }) => value === wanted) ? wanted : '';
  state.s = list('s');
  state.is = list('is');
  state.new = values.has('new');
  return parts.find((part) => part !== '' && !part.includes('=')) ?? '';
}
function writeHash() {
  const hash = hashOf('');
  history.replaceState(null, '', hash === '' ? location.pathname + location.search : '#' + hash);
}

/** Sections get their real height only when they come near: the place moves while the page is on its way there. */
const SETTLE_FRAMES = 12;
function settle(element, frames) {
  if (frames === 0 || element !== marked) return;
  requestAnimationFrame(() => {
    element.scrollIntoView();
    settle(element, frames - 1);
  });
}

let marked = null;
/** Leads to an element: opens what it is folded into, takes filters away that hide it. */
function reveal(anchor) {
  marked?.classList.remove('at');
  marked = anchor === '' ? null : byId(anchor);
  if (marked === null) return;
  if (marked.closest('[hidden]') !== null) clear();
  for (let up = marked.closest('details'); up !== null; up = up.parentElement.closest('details')) up.open = true;
  if (marked.matches('.finding, tr')) marked.classList.add('at');
  if (!marked.matches('a, button, input')) marked.tabIndex = -1;
  marked.focus({ preventScroll: true });
  marked.scrollIntoView();
  settle(marked, SETTLE_FRAMES);
}

function follow() {
  const anchor = readHash();
  if (tools !== null) { showState(); filter(); }
  reveal(anchor);
}
function changed() {
  showState();
  filter();
  writeHash();
}
function clear() {
  Object.assign(state, { q: '', s: [], is: [], on: '', new: false });
  showState();
  filter();
}

if (tools !== null) {
  tools.hidden = false;
  (window.requestIdleCallback ?? setTimeout)(() => {
    for (const bucket of buckets) {
      textOf(bucket);
      bucket.findings.forEach(textOfFinding);
    }
  });
  query.addEventListener('input', () => { state.q = query.value; filter(); writeHash(); });
  provider?.addEventListener('change', () => { state.on = provider.value; changed(); });
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const { key, value } = button.dataset;
      if (key === 'new') state.new = !state.new;
      else state[key] = state[key].includes(value) ? state[key].filter((other) => other !== value) : [...state[key], value];
      changed();
    });
  }
  byId('clear').addEventListener('click', () => { clear(); writeHash(); query.focus(); });
}

async function copy(button) {
  const pre = button.parentElement.querySelector('pre');
  let said = 'Copied';
  try {
    await navigator.clipboard.writeText(pre.textContent);
  } catch {
    // Not allowed here: what is selected can be copied by hand.
    getSelection().selectAllChildren(pre);
    said = 'Selected';
  }
  button.textContent = said;
  byId('said').textContent = said;
  setTimeout(() => { button.textContent = 'Copy'; byId('said').textContent = ''; }, 1600);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('.copy');
  if (button !== null) return void copy(button);
  const link = event.target.closest('a[href^="#"]');
  if (link === null || event.metaKey || event.ctrlKey || event.shiftKey) return;
  // Filters stay in the address when a link leads on.
  event.preventDefault();
  const hash = '#' + hashOf(link.hash.slice(1));
  if (location.hash === hash) reveal(link.hash.slice(1));
  else location.hash = hash;
});
addEventListener('hashchange', follow);

const theme = byId('theme');
const dark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
const nameTheme = () => { theme.textContent = dark() ? 'Light' : 'Dark'; };
theme.addEventListener('click', () => { root.dataset.theme = dark() ? 'light' : 'dark'; nameTheme(); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', nameTheme);
nameTheme();

let folded = [];
addEventListener('beforeprint', () => {
  folded = all('details:not([open])');
  for (const details of folded) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of folded) details.open = false;
});

if (location.hash !== '') follow();
else if (tools !== null) filter();
})();
`;
