import * as z from 'zod';
import { AwsError } from './aws-error';
import type { Operations } from './operation';
import { operationsRefusing } from './operation';
import type { World } from './world';

type ParameterType = 'String' | 'StringList' | 'SecureString';

interface Parameter {
  name: string;
  type: ParameterType;
  value: string;
  version: number;
  changedAt: Date;
}

export interface Ssm {
  put(name: string, value: string, type?: ParameterType): void;
  operations: Operations;
}

const operation = operationsRefusing('ValidationException');
const name = z.string().regex(/^[a-zA-Z0-9_.\-/]{1,1011}$/);
const decryption = { WithDecryption: z.boolean().optional() };
/** A standard parameter holds at most 4 KB. */
const VALUE_BYTES = 4096;

/** The parameter store. Without WithDecryption a SecureString shows only that it is encrypted. */
export function createSsm(world: World): Ssm {
  const parameters = new Map<string, Parameter>();
  const put = (key: string, value: string, type: ParameterType = 'SecureString') => {
    const version = (parameters.get(key)?.version ?? 0) + 1;
    parameters.set(key, { name: key, type, value, version, changedAt: world.now() });
    return version;
  };
  const show = (parameter: Parameter, decrypt = false) => ({
    Name: parameter.name,
    Type: parameter.type,
    Value:
      parameter.type === 'SecureString' && !decrypt
        ? Buffer.from(`encrypted by alias/aws/ssm, version ${parameter.version}`).toString('base64')
        : parameter.value,
    Version: parameter.version,
    LastModifiedDate: parameter.changedAt.getTime() / 1000,
    ARN: `arn:aws:ssm:${world.region}:${world.account}:parameter/${parameter.name.replace(/^\//, '')}`,
    DataType: 'text',
  });
  return { put, operations: operationsOn(parameters, put, show) };
}

function operationsOn(
  parameters: Map<string, Parameter>,
  put: (key: string, value: string, type?: ParameterType) => number,
  show: (parameter: Parameter, decrypt?: boolean) => object,
): Operations {
  const putInput = z.object({
    Name: name,
    Value: z.string().min(1),
    Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
    Overwrite: z.boolean().optional(),
  });
  return {
    PutParameter: operation(putInput, ({ Name, Value, Type, Overwrite = false }) => {
      const existing = parameters.get(Name);
      if (existing && !Overwrite) {
        throw new AwsError(
          'ParameterAlreadyExists',
          'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
        );
      }
      const type = Type ?? existing?.type;
      if (!type)
        throw new AwsError(
          'ValidationException',
          'A parameter type is required when you create a parameter.',
        );
      if (Buffer.byteLength(Value) > VALUE_BYTES) {
        throw new AwsError(
          'ValidationException',
          'Standard tier parameters support a maximum parameter value of 4096 characters.',
        );
      }
      return { Version: put(Name, Value, type), Tier: 'Standard' };
    }),
    GetParameter: operation(z.object({ Name: name, ...decryption }), ({ Name, WithDecryption }) => {
      const parameter = parameters.get(Name);
      if (!parameter) throw new AwsError('ParameterNotFound', `Parameter ${Name} not found.`);
      return { Parameter: show(parameter, WithDecryption) };
    }),
    GetParameters: operation(
      z.object({ Names: z.array(name).min(1).max(10), ...decryption }),
      ({ Names, WithDecryption }) => ({
        Parameters: Names.flatMap((key) => {
          const parameter = parameters.get(key);
          return parameter ? [show(parameter, WithDecryption)] : [];
        }),
        InvalidParameters: Names.filter((key) => !parameters.has(key)),
      }),
    ),
    GetParametersByPath: operation(
      z.object({
        Path: name,
        Recursive: z.boolean().optional(),
        MaxResults: z.number().int().min(1).max(10).optional(),
        ...decryption,
      }),
      ({ Path, Recursive = false, WithDecryption }) => {
        const prefix = Path.endsWith('/') ? Path : `${Path}/`;
        const below = [...parameters.values()].filter(
          (parameter) =>
            parameter.name.startsWith(prefix) &&
            (Recursive || !parameter.name.slice(prefix.length).includes('/')),
        );
        return { Parameters: below.map((parameter) => show(parameter, WithDecryption)) };
      },
    ),
    DeleteParameter: operation(z.object({ Name: name }), ({ Name }) => {
      if (!parameters.delete(Name))
        throw new AwsError('ParameterNotFound', `Parameter ${Name} not found.`);
      return {};
    }),
  };
}
