import { randomUUID } from 'node:crypto';
import type { Environment } from './environment';
import type { Operations } from './operation';

/** Only GetCallerIdentity, which `aws sts get-caller-identity` and SDKs use to say who they are. */
export function stsOperations({ account }: Environment): Operations {
  return {
    GetCallerIdentity: () =>
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/playground</Arn><UserId>AIDAPLAYGROUND</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  };
}
