// A team's container on Azure has the identity that W&B uses it with.

import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { RemediationContext } from '../../src/model/rule.ts';
import { fleetFile, GUIDE } from './address-lines.ts';

export default defineRule({
  id: 'azure-identity-declared',
  severity: 'high',
  providers: ['azure'],
  messages: {
    missing:
      'No {{missing}} is declared for {{bucket}}, and its address holds no key: W&B has nothing to reach it with.',
  },
  docs: {
    title: 'The managed identity of a team container is declared',
    why: "W&B reaches a team's container on Azure as a managed identity of yours: the team's settings ask for its tenant id and client id. Without them only an access key in the storage address is left.",
    references: [
      GUIDE,
      'https://github.com/wandb/terraform-azurerm-wandb/tree/main/modules/secure_storage_connector',
    ],
    verify: {
      azure: () =>
        'az identity list --query "[].{name:name, tenantId:tenantId, clientId:clientId}" --output table',
    },
    remediation: { azure: declareIdentity },
  },
  check(_, { level, tenantId, clientId, address, bucketId, deployment }) {
    if (level !== 'team') return notApplicable('an instance uses the access key of the account');
    if (deployment.type === 'multi-tenant')
      return notApplicable('Multi-tenant Cloud does not offer Azure: see provider-available');
    if (address.hasCredentials) return [];
    const missing = [
      ...(tenantId === undefined ? ['tenantId'] : []),
      ...(clientId === undefined ? ['clientId'] : []),
    ];
    if (missing.length === 0) return [];
    return [{ messageId: 'missing', data: { missing, bucket: bucketId }, key: 'address' }];
  },
});

function declareIdentity({ target }: RemediationContext) {
  const { tenantId = 'TENANT_ID', clientId = 'CLIENT_ID' } = target;
  return {
    text: `Declare the managed identity in ${fleetFile(target)}, \`tenantId: ${tenantId}\` and \`clientId: ${clientId}\`, and give W&B the same in the team's storage settings. W&B's Terraform module makes the identity with its roles and federated credentials.`,
  };
}
