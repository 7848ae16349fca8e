import type { Config } from '../../config/config';
import { defined } from '../../domain/defined';
import { SEVERITIES } from '../../domain/finding';
import { partitionOf } from '../../domain/region';
import type { RenderContext } from './blocks/render-context';
import { clean } from './escape';
import { formContext } from './form-context';
import { textIn } from './text/text';
import { permalink } from './workspace';

/** `workspace` gives the workspace's address, for links to messages. */
export function renderContext(config: Config, workspace: () => string): RenderContext {
  return {
    ...formContext(config),
    severities: SEVERITIES.filter((severity) => config.findings.severities.includes(severity)),
    reopenAfter: config.findings.reopenAfter,
    text: textIn(config.slack.language),
    ...defined({ mention: config.slack.mention }),
    readsKev: config.feeds !== 'off',
    consoleUrl: (id) => consoleUrl(config.aws.region, id),
    messageUrl: (ref) => permalink(workspace(), ref),
  };
}

/**
 * AWS does not document this address. The console encodes the id twice; otherwise percent signs, ampersands and quotes
 * in an id are lost.
 */
export function consoleUrl(region: string, findingId: string): string {
  const hosts: Record<string, string> = {
    'aws-us-gov': 'console.amazonaws-us-gov.com',
    'aws-cn': 'console.amazonaws.cn',
    'aws-eusc': 'console.amazonaws-eusc.eu',
  };
  const partition = partitionOf(region);
  const host = hosts[partition] ?? `${region}.console.aws.amazon.com`;
  const id = encodeURIComponent(encodeURIComponent(clean(findingId)));
  return `https://${host}/securityhub/home?region=${region}#/findings?search=Id%3D%255Coperator%255C%253AEQUALS%255C%253A${id}`;
}
