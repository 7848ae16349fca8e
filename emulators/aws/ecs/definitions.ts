import * as z from 'zod';
import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import { isObject, parseJson } from '../json';
import type { Operations } from '../operation';
import { operationsRefusing } from '../operation';
import type { Ecs } from './cluster';
import type { TaskDefinition } from './task';

const operation = operationsRefusing('ClientException');

const registerInput = z.looseObject({
  family: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  containerDefinitions: z
    .array(
      z.looseObject({
        name: z.string().min(1).max(255),
        image: z.string().min(1),
        essential: z.boolean().optional(),
        command: z.array(z.string()).optional(),
        environment: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
      }),
    )
    .min(1)
    .max(10),
});

/** Registering and reading task definitions. */
export function definitionOperations(ecs: Ecs, env: Environment): Operations {
  return {
    RegisterTaskDefinition: operation(registerInput, (input) => {
      const revision = ecs.definitions.filter(({ family }) => family === input.family).length + 1;
      const registered = parseJson(JSON.stringify(input));
      const definition: TaskDefinition = {
        arn: `arn:aws:ecs:${env.region}:${env.account}:task-definition/${input.family}:${revision}`,
        family: input.family,
        revision,
        containers: input.containerDefinitions,
        registered: isObject(registered) ? registered : {},
      };
      ecs.definitions.push(definition);
      return { taskDefinition: describe(definition) };
    }),
    DescribeTaskDefinition: operation(
      z.object({ taskDefinition: z.string(), include: z.array(z.string()).optional() }),
      ({ taskDefinition }) => ({ taskDefinition: describe(findDefinition(ecs, taskDefinition)) }),
    ),
  };
}

/** By ARN, by `family:revision`, or the newest of a family. */
export function findDefinition(ecs: Ecs, given: string): TaskDefinition {
  const name = given.split('/').at(-1) ?? given;
  const found = ecs.definitions.findLast(
    ({ family, revision }) => name === family || name === `${family}:${revision}`,
  );
  if (found) return found;
  throw new AwsError('ClientException', 'Unable to describe task definition.');
}

function describe(definition: TaskDefinition) {
  return {
    ...definition.registered,
    taskDefinitionArn: definition.arn,
    revision: definition.revision,
    status: 'ACTIVE',
  };
}
