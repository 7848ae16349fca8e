import type { CommandContext } from '../../src/domain/command';

export const HOME = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
export const OTHER = '999999999999.dkr.ecr.us-east-1.amazonaws.com';
export const DIGEST = `sha256:${'a'.repeat(64)}`;

export const LISTED: CommandContext = {
  images: [`${HOME}/api:latest`, `${HOME}/team/worker:stable`, 'web:latest'],
  repositories: [],
  anyRepository: false,
  registries: [HOME, OTHER],
};
export const GLOBS: CommandContext = { ...LISTED, images: [], repositories: ['shop-*', 'api'] };
export const CLUSTER: CommandContext = { ...LISTED, images: [], anyRepository: true };
