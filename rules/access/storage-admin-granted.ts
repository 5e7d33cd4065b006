// W&B's service account may read the bucket's settings and use its objects.

import { defineRule, notApplicable, open } from '../../src/model/rule.ts';
import { GOOGLE_BUCKET_PERMISSION, GOOGLE_PERMISSIONS } from '../../src/wandb/google-access.ts';
import {
  afterPrevention,
  googleAsked,
  googleGrants,
  googleStrays,
  isGranted,
} from '../views/google-access.ts';
import { GOOGLE_REFERENCES, grantFix, showBindings } from '../views/google-bindings.ts';
import { isVerdict } from '../views/wandb-request.ts';

export default defineRule({
  id: 'storage-admin-granted',
  severity: 'high',
  providers: ['gcp'],
  reads: ['iam'],
  considers: ['projectIam', 'publicAccessPrevention'],
  messages: {
    missing:
      "Neither the bucket's own policy nor its project's gives {{account}} {{permissions}}; W&B asks for roles/storage.admin. Folders and the organization above were not checked.",
    objectsOnly:
      "{{account}} may use the objects, but neither the bucket's own policy nor its project's gives it storage.buckets.get: W&B's checks of CORS and versioning answer 403. W&B asks for roles/storage.admin. Folders and the organization above were not checked.",
  },
  docs: {
    title: "W&B's service account holds Storage Admin on the bucket",
    why: 'W&B reads and writes objects, and checks CORS and versioning of the bucket itself. roles/storage.objectAdmin does the first but not the second: team creation answers HTTP 403. Roles that hold the same permissions count as well. Deny policies, principal access boundaries and VPC Service Controls above the bucket are not checked.',
    references: GOOGLE_REFERENCES,
    verify: { gcp: showBindings },
    remediation: grantFix("Bind roles/storage.admin on the bucket to W&B's service account."),
  },
  check({ iam, projectIam, publicAccessPrevention }, target) {
    const asked = googleAsked(afterPrevention(iam, publicAccessPrevention), projectIam, target);
    if (isVerdict(asked)) return asked;
    const { account, project } = asked;
    const lacking = GOOGLE_PERMISSIONS.filter((permission) => !isGranted(asked, target, permission));
    if (lacking.length === 0) return [];
    const [stray] = googleStrays(asked, target);
    if (stray !== undefined) return notApplicable(`the grant is for ${stray.member}: see ${stray.rule}`);
    const grants = lacking.map((permission) => googleGrants(asked, target, permission));
    const permissions = lacking.filter((_, index) => grants[index]?.length === 0);
    const doubts = [...new Set(grants.flat().flatMap((grant) => grant.doubts))];
    if (project === undefined) {
      const unread = 'not found on the bucket; project-level grants could not be read';
      return open(`${lacking.join(', ')} for ${account}: ${[unread, ...doubts].join('; ')}`);
    }
    if (permissions.length === 0) return open(`${account}: ${doubts.join('; ')}`);
    const onlySettings = lacking.length === 1 && lacking[0] === GOOGLE_BUCKET_PERMISSION;
    return [
      {
        messageId: onlySettings ? 'objectsOnly' : 'missing',
        data: { account, ...(!onlySettings && { permissions }) },
        facet: 'iam',
        path: '/bindings',
      },
    ];
  },
});
