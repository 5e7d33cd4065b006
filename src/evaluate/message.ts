// Message templates filled with data.

import type { Message, MessageData } from '../model/rule.ts';

/** Fills `{{placeholders}}`; lists are joined with commas. A placeholder without a value stays visible. */
export function fillMessage(message: Message | undefined, data: MessageData): string {
  const text = typeof message === 'object' ? message.text : (message ?? '');
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    if (value === undefined) return whole;
    return typeof value === 'object' ? value.join(', ') : String(value);
  });
}
