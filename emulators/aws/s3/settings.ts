import type { HttpReply } from '../http';
import type { Body } from './body';
import { S3Error } from './error';
import type { S3Request } from './request';
import type { Bucket } from './store';
import { document, rootOf } from './xml';

interface Setting {
  /** The part of the operations' names. */
  name: string;
  /** The outermost element; none for a document in JSON. */
  root?: string;
  missing: string;
}

/** Settings of a bucket that are kept and given back. None of them is carried out. */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  encryption: {
    name: 'BucketEncryption',
    root: 'ServerSideEncryptionConfiguration',
    missing: 'ServerSideEncryptionConfigurationNotFoundError',
  },
  lifecycle: {
    name: 'BucketLifecycleConfiguration',
    root: 'LifecycleConfiguration',
    missing: 'NoSuchLifecycleConfiguration',
  },
  ownershipControls: {
    name: 'BucketOwnershipControls',
    root: 'OwnershipControls',
    missing: 'OwnershipControlsNotFoundError',
  },
  policy: { name: 'BucketPolicy', missing: 'NoSuchBucketPolicy' },
  publicAccessBlock: {
    name: 'PublicAccessBlock',
    root: 'PublicAccessBlockConfiguration',
    missing: 'NoSuchPublicAccessBlockConfiguration',
  },
};

const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** What S3 gives to every new bucket. */
export function newSettings(): Map<string, string> {
  const blocks = [
    'BlockPublicAcls',
    'IgnorePublicAcls',
    'BlockPublicPolicy',
    'RestrictPublicBuckets',
  ];
  const blocked = blocks.map((block) => `<${block}>true</${block}>`).join('');
  return new Map([
    [
      'encryption',
      document(
        `<ServerSideEncryptionConfiguration ${XMLNS}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
      ),
    ],
    [
      'ownershipControls',
      document(
        `<OwnershipControls ${XMLNS}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`,
      ),
    ],
    [
      'publicAccessBlock',
      document(
        `<PublicAccessBlockConfiguration ${XMLNS}>${blocked}</PublicAccessBlockConfiguration>`,
      ),
    ],
  ]);
}

/** Reads, replaces or deletes one setting. */
export function settingReply(
  { settings }: Bucket,
  { method }: S3Request,
  resource: string,
  { bytes }: Body,
): HttpReply {
  const { root, missing = '' } = SETTINGS[resource] ?? {};
  const type = root === undefined ? 'application/json' : 'application/xml';
  if (method === 'GET') {
    const kept = settings.get(resource);
    if (kept === undefined) throw new S3Error(missing, 'The bucket has no such configuration');
    return { status: 200, headers: { 'content-type': type }, body: kept };
  }
  if (method === 'DELETE') {
    settings.delete(resource);
    return { status: 204, headers: {}, body: '' };
  }
  const text = bytes.toString('utf8');
  if (root !== undefined && rootOf(text) !== root)
    throw new S3Error(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  settings.set(resource, text);
  return { status: 200, headers: {}, body: '' };
}
