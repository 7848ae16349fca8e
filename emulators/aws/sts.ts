import { randomUUID } from 'node:crypto';
import type { Operations } from './operation';
import type { World } from './world';

/** Only GetCallerIdentity, which `aws sts get-caller-identity` and SDKs use to say who they are. */
export function stsOperations({ account }: World): Operations {
  return {
    GetCallerIdentity: () =>
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/playground</Arn><UserId>AIDAPLAYGROUND</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  };
}
