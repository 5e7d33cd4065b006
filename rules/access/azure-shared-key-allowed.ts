// The storage account accepts the access key that W&B is given.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { azAccountUpdate, showAccount } from '../views/azure-commands.ts';
import { AZURE_REFERENCES, usesAccessKey } from '../views/azure-identity.ts';
import { judged } from '../views/reading.ts';

export default defineRule({
  id: 'azure-shared-key-allowed',
  severity: 'high',
  providers: ['azure'],
  considers: ['sharedKey'],
  messages: {
    refused:
      'The storage account refuses access keys (allowSharedKeyAccess is false), and W&B is given one: every request and every signed URL is refused.',
  },
  docs: {
    title: 'The storage account accepts the access key given to W&B',
    why: 'At instance level, and with a key in the storage address, W&B signs everything with an access key of the storage account. With shared key access off Azure takes neither the key nor URLs signed with it; a managed identity (team level) goes on to work.',
    references: [
      ...AZURE_REFERENCES.slice(0, 1),
      'https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent',
    ],
    verify: { azure: (target) => showAccount(target, 'allowSharedKeyAccess') },
    remediation: {
      azure: ({ target }) => ({
        text: 'Allow shared key access; the setting is for the whole account. At team level a managed identity does without.',
        command: azAccountUpdate(target, '--allow-shared-key-access true'),
      }),
    },
  },
  check({ sharedKey }, target) {
    if (!usesAccessKey(target))
      return notApplicable('W&B signs with a managed identity, not with an access key');
    return judged('sharedKey', sharedKey, ({ allowed }) =>
      allowed ? [] : [{ messageId: 'refused', facet: 'sharedKey', path: '/allowed' }],
    );
  },
});
