import * as z from 'zod';
import { AwsError } from './aws-error';
import type { Environment } from './environment';
import type { JsonObject } from './json';
import type { Operations } from './operation';
import { operationsRefusing } from './operation';

interface Parameter {
  name: string;
  type: 'String' | 'StringList' | 'SecureString';
  value: string;
  version: number;
  changedAt: Date;
}

interface ParameterStore {
  env: Environment;
  parameters: Map<string, Parameter>;
}

export interface Ssm {
  put(name: string, value: string, type?: Parameter['type']): void;
  remove(name: string): void;
  operations: Operations;
}

const operation = operationsRefusing('ValidationException');
const name = z.string().regex(/^[a-zA-Z0-9_.\-/]{1,1011}$/);
const decryption = { WithDecryption: z.boolean().optional() };
const putInput = z.object({
  Name: name,
  Value: z.string().min(1),
  Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
  Overwrite: z.boolean().optional(),
});
const getInput = z.object({ Name: name, ...decryption });
const getManyInput = z.object({ Names: z.array(name).min(1).max(10), ...decryption });
/** A standard parameter holds at most 4 KB. */
const VALUE_BYTES = 4096;

/** The parameter store. Without WithDecryption a SecureString shows only that it is encrypted. */
export function createSsm(env: Environment): Ssm {
  const store: ParameterStore = { env, parameters: new Map() };
  return {
    put: (key, value, type = 'SecureString') => {
      put(store, key, value, type);
    },
    remove: (key) => void store.parameters.delete(key),
    operations: operationsOn(store),
  };
}

function operationsOn(store: ParameterStore): Operations {
  const { parameters } = store;
  return {
    PutParameter: operation(putInput, (input) => {
      const type = typeToPut(parameters.get(input.Name), input);
      return { Version: put(store, input.Name, input.Value, type), Tier: 'Standard' };
    }),
    GetParameter: operation(getInput, ({ Name, WithDecryption }) => {
      const parameter = parameters.get(Name);
      if (!parameter) throw notFound(Name);
      return { Parameter: show(store, parameter, WithDecryption) };
    }),
    GetParameters: operation(getManyInput, ({ Names, WithDecryption }) => ({
      Parameters: Names.flatMap((key) => parameters.get(key) ?? []).map((parameter) =>
        show(store, parameter, WithDecryption),
      ),
      InvalidParameters: Names.filter((key) => !parameters.has(key)),
    })),
  };
}

/** The type the parameter gets, or the refusal of the whole request. */
function typeToPut(
  existing: Parameter | undefined,
  { Type, Value, Overwrite = false }: z.infer<typeof putInput>,
): Parameter['type'] {
  if (existing && !Overwrite) {
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  const type = Type ?? existing?.type;
  if (!type) throw invalid('A parameter type is required when you create a parameter.');
  if (Buffer.byteLength(Value) > VALUE_BYTES)
    throw invalid('Standard tier parameters support a maximum parameter value of 4096 characters.');
  return type;
}

function put(store: ParameterStore, key: string, value: string, type: Parameter['type']): number {
  const version = (store.parameters.get(key)?.version ?? 0) + 1;
  const changedAt = store.env.now();
  store.parameters.set(key, { name: key, type, value, version, changedAt });
  return version;
}

function show({ env }: ParameterStore, parameter: Parameter, decrypt = false): JsonObject {
  const hidden = `encrypted by alias/aws/ssm, version ${parameter.version}`;
  const readable = parameter.type !== 'SecureString' || decrypt;
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: readable ? parameter.value : Buffer.from(hidden).toString('base64'),
    Version: parameter.version,
    LastModifiedDate: parameter.changedAt.getTime() / 1000,
    ARN: `arn:aws:ssm:${env.region}:${env.account}:parameter/${parameter.name.replace(/^\//, '')}`,
    DataType: 'text',
  };
}

function notFound(key: string): AwsError {
  return new AwsError('ParameterNotFound', `Parameter ${key} not found.`);
}

function invalid(why: string): AwsError {
  return new AwsError('ValidationException', why);
}
