// Addresses and networks as `aws:SourceIp` has them, IPv4 and IPv6.

/** A network; a bare address is one of full length. */
export interface Network {
  readonly bits: 32 | 128;
  /** Bits that are fixed. */
  readonly length: number;
  readonly value: bigint;
}

/** Reads `10.0.0.0/8`, `2001:db8::/32` or a bare address; undefined where it is none of these. */
export function networkOf(text: string): Network | undefined {
  const [, address = '', written] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const value = address.includes(':') ? sixOf(address) : fourOf(address);
  if (value === undefined) return undefined;
  const bits = address.includes(':') ? 128 : 32;
  const length = written === undefined ? bits : Number(written);
  return length > bits ? undefined : { bits, length, value };
}

/** IPv4 and IPv6 never match each other. */
export function networkHas(network: Network, address: Network): boolean {
  if (network.bits !== address.bits || address.length < network.length) return false;
  const rest = BigInt(network.bits - network.length);
  return network.value >> rest === address.value >> rest;
}

function fourOf(text: string): bigint | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  if (bytes.some((byte) => byte > 255)) return undefined;
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function sixOf(text: string): bigint | undefined {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [before = [], after = []] = halves;
  const missing = 8 - before.length - after.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
