import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetParameterCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { openConfig, writeConfig } from '../../cli/setup/config-writer';
import { parseImages } from '../../cli/setup/questions';
import { createAppLink } from '../../cli/setup/slack-manifest';
import { answerAll, type Given } from '../../cli/setup/wizard';
import { type Ask, Cancelled } from '../../cli/terminal/prompt';
import { readConfigFile } from '../../src/config/config-file';
import { manifestText } from '../../src/config/manifest';
import {
  ACCOUNT,
  deployed,
  type Emulators,
  REGION,
  runScript,
  SECRET,
  startEmulators,
  TOKEN,
} from './emulators';

/** These tests start processes, which takes long on a busy machine. */

let emulators: Emulators;
let file: string;
let files = 0;
beforeAll(async () => {
  emulators = await startEmulators();
});
beforeEach(() => {
  files += 1;
  file = join(emulators.folder, `${files}.yml`);
});
afterAll(() => emulators.close());

const SECRETS = { SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SECRET };

describe('without a terminal', () => {
  test('with all flags and the secrets it writes the file and stores the secrets', async () => {
    const args = ['--config', file, '--channel', 'C0ALERTS', '--images', 'ecr:team/*,web'];

    const { code, stdout, stderr } = await runScript(emulators, 'setup.ts', args, SECRETS);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain(SECRET);
    expect(readConfigFile(file)).toMatchObject({
      aws: { account: ACCOUNT, region: REGION },
      slack: { channel: 'C0ALERTS', team: 'T0HOME', app: 'A0VULNSCAN' },
      images: { ecr: { repositories: ['team/*', 'web'] } },
      // Security Hub is off in this account, so the deployment has to turn it on.
      deploy: { enableSecurityHub: true, subscribeAqua: true },
    });
    expect(await parameter('/vulnscan/slack/bot-token')).toBe(TOKEN);
    expect(await parameter('/vulnscan/slack/signing-secret')).toBe(SECRET);
  });

  test.each([
    ['web,team/*', ['web', 'team/*']],
    ['none', []],
    ['unknown', undefined],
  ])('--exposed %s says what faces the internet, and can be said again', async (text, exposed) => {
    const args = ['--config', file, '--channel', 'C0ALERTS', '--images', 'api', '--no-secrets'];
    const setup = (...more: string[]) =>
      runScript(emulators, 'setup.ts', [...args, ...more], SECRETS);
    await setup('--exposed', 'old');

    expect((await setup('--exposed', text)).stderr).toBe('');
    expect(readConfigFile(file).exposed).toEqual(exposed);
    await setup();
    expect(readConfigFile(file).exposed).toEqual(exposed);
  });

  test('an invalid name in --exposed is refused, and nothing is written', async () => {
    const args = ['--config', file, '--channel', 'C0ALERTS', '--images', 'api', '--no-secrets'];

    const { code, stderr } = await runScript(emulators, 'setup.ts', [...args, '--exposed', 'a!b']);

    expect(code).not.toBe(0);
    expect(stderr).toMatch(/--exposed: .*use web,team\/\*, none or unknown/s);
    expect(existsSync(file)).toBe(false);
  });

  test('run again, it keeps comments and all settings without a flag', async () => {
    const first = ['--config', file, '--channel', 'C0ALERTS', '--images', 'api,web'];
    await runScript(emulators, 'setup.ts', first, SECRETS);
    const before = readFileSync(file, 'utf8').replace(
      'timezone: UTC',
      'timezone: Asia/Tokyo # ours',
    );
    writeFileSync(file, before);

    const again = await runScript(
      emulators,
      'setup.ts',
      ['--config', file, '--language', 'ja'],
      SECRETS,
    );

    expect(again.stderr).toBe('');
    expect(readFileSync(file, 'utf8')).toContain('timezone: Asia/Tokyo # ours');
    expect(readConfigFile(file)).toMatchObject({
      images: ['api', 'web'],
      slack: { language: 'ja' },
    });
  });

  test('all missing options are listed at once, and no file is written', async () => {
    const { code, stderr } = await runScript(emulators, 'setup.ts', ['--config', file], SECRETS);

    expect(code).toBe(1);
    expect(stderr).toContain('--channel');
    expect(stderr).toContain('--images');
    expect(existsSync(file)).toBe(false);
  });

  test('a flag is validated like the file', async () => {
    const args = ['--config', file, '--channel', '#security', '--images', 'api'];

    const { code, stderr } = await runScript(emulators, 'setup.ts', args, SECRETS);

    expect(code).toBe(1);
    expect(stderr).toContain('--channel: must be a channel id such as C0ABC123.');
  });

  test('a token that Slack refuses stops it', async () => {
    const secrets = { ...SECRETS, SLACK_BOT_TOKEN: 'xoxb-wrong' };

    const { code, stderr } = await runScript(emulators, 'setup.ts', ['--config', file], secrets);

    expect(code).toBe(1);
    expect(stderr).toContain('Slack refuses the bot token (invalid_auth)');
  });

  test('without AWS credentials it stops before the first question, and prints the fix', async () => {
    const none = { ...SECRETS, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };

    const { code, stderr } = await runScript(emulators, 'setup.ts', ['--config', file], none);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The secrets can't be stored without AWS\. Log in to AWS .*--no-secrets/,
    );
  });

  test('with --no-secrets it needs none and stores none, not even those of the environment', async () => {
    const other = await startEmulators();
    const args = ['--config', file, '--channel', 'C0ALERTS', '--images', 'api', '--no-secrets'];
    const ids = ['--team', 'T0HOME', '--app', 'A0VULNSCAN'];

    const without = await runScript(other, 'setup.ts', [...args, ...ids]);
    const withToken = await runScript(other, 'setup.ts', args, SECRETS);
    const ssm = new SSMClient({ endpoint: other.aws.url, region: REGION });
    const Names = ['/vulnscan/slack/bot-token', '/vulnscan/slack/signing-secret'];
    const { Parameters } = await ssm.send(new GetParametersCommand({ Names }));
    await other.close();

    expect([without, withToken]).toMatchObject([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    expect(readConfigFile(file).slack).toMatchObject({ team: 'T0HOME', app: 'A0VULNSCAN' });
    expect(Parameters).toEqual([]);
  });

  test('missing secrets are named by their variables', async () => {
    const { code, stderr } = await runScript(emulators, 'setup.ts', ['--config', file]);

    expect(code).toBe(1);
    expect(stderr).toContain('SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET');
  });
});

test('what is on in Security Hub already is not turned on again', async () => {
  const other = await startEmulators();
  await deployed(other);

  await runScript(
    other,
    'setup.ts',
    ['--config', file, '--channel', 'C0ALERTS', '--images', 'api'],
    SECRETS,
  );
  await other.close();

  expect(readConfigFile(file).deploy).toMatchObject({
    enableSecurityHub: false,
    subscribeAqua: false,
  });
});

describe('at a terminal', () => {
  test('it asks only what it cannot look up', async () => {
    const asked: string[] = [];
    const answers = await answerAll(given(), person(asked));

    expect(asked).toEqual([
      expect.stringMatching(
        /^This writes vulnscan\.yml\. .*Have ready:\n.*AWS account(.*\n)*.*bot token/,
      ),
      expect.stringMatching(/^Create the Slack app: open this address/),
      expect.stringMatching(/^https:\/\/api\.slack\.com\/apps\?new_app=1&manifest_json=/),
      'Bot token (OAuth & Permissions, begins with xoxb-)',
      'Signing secret (Basic Information)',
      'AWS account (12 digits) [123456789012]',
      'AWS Region [eu-west-1]',
      'Slack workspace id [T0HOME]',
      "Slack channel id (at the bottom of the channel's details)",
      'Language of the messages',
      'What should be scanned?',
      'Repositories, separated by spaces',
      'Which of these face the internet?',
      'Which of these face the internet? (api, web, Others, by name or pattern)',
    ]);
    expect(
      Object.fromEntries(answers.settings.map(([path, value]) => [path.join('.'), value])),
    ).toEqual({
      'slack.app': 'A0VULNSCAN',
      'aws.account': ACCOUNT,
      'aws.region': REGION,
      'slack.team': 'T0HOME',
      'slack.channel': 'C0ALERTS',
      'slack.language': 'ja',
      images: { ecr: { repositories: ['api', 'web'] } },
      exposed: ['api'],
    });
  });

  describe('what faces the internet', () => {
    const exposedBy = async (ask: Ask, more: Partial<Given> = {}) => {
      const { settings } = await answerAll({ ...given(), ...more }, ask);
      return settings.find(([path]) => path.join('.') === 'exposed')?.[1];
    };
    const choosing = (asked: string[], kind: string, names: string[] = []): Ask => {
      const ask = person(asked);
      return {
        ...ask,
        choose: async (message, options) =>
          message.startsWith('Which of these') ? kind : ask.choose(message, options),
        chooseMany: async () => names,
        text: (question) =>
          question.message.startsWith('Names')
            ? Promise.resolve('team/*, shop')
            : ask.text(question),
      };
    };

    test('is chosen among the repositories of the registry that the images match', async () => {
      const asked: string[] = [];
      const asking = person(asked);
      const patterns: Ask = {
        ...asking,
        text: (question) =>
          question.message.startsWith('Repositories')
            ? Promise.resolve('team/*')
            : asking.text(question),
      };
      const listRepositories = async (registry: string) => {
        expect(registry).toBe(`${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`);
        return ['other', 'team/api', 'team/web'];
      };

      expect(await exposedBy(patterns, { listRepositories })).toEqual(['team/api']);
      expect(asked).toContain(
        'Which of these face the internet? (team/api, team/web, Others, by name or pattern)',
      );
    });

    test('may be named by a pattern, together with chosen names', async () => {
      expect(await exposedBy(choosing([], 'some', ['web', '']))).toEqual(['web', 'team/*', 'shop']);
    });

    test.each([
      ['none', []],
      ['unknown', null],
    ])('may be answered with %s', async (kind, expected) => {
      expect(await exposedBy(choosing([], kind))).toEqual(expected);
    });

    test('is not asked where it is derived from ECS, which is said', async () => {
      const asked: string[] = [];

      const exposed = await exposedBy(person(asked), {
        flags: { images: 'ecs:prod' },
      });

      expect(exposed).toBeNull();
      expect(asked.at(-1)).toContain('is read from its load balancers');
    });
  });

  test('a token that Slack refuses is asked for again', async () => {
    const asked: string[] = [];
    const tokens = ['xoxb-wrong', 'xoxb-old', TOKEN];
    const ask = person(asked);
    const forgetful: Ask = {
      ...ask,
      secret: async (question) => {
        const answer = await ask.secret(question);
        return question.message.startsWith('Bot') ? (tokens.shift() ?? answer) : answer;
      },
    };

    const { secrets } = await answerAll(given(), forgetful);

    expect(secrets?.botToken).toBe(TOKEN);
    expect(asked.filter((text) => text.startsWith('Slack refuses the bot token'))).toHaveLength(2);
  });

  test('a refused token of the environment is asked for', async () => {
    const { secrets } = await answerAll({ ...given(), botToken: 'xoxb-wrong' }, person([]));

    expect(secrets?.botToken).toBe(TOKEN);
  });

  test('with --no-secrets it asks for no secret, and for what a token would have told', async () => {
    const asked: string[] = [];

    const answers = await answerAll({ ...given(), noSecrets: true }, person(asked));

    expect(answers.secrets).toBeUndefined();
    expect(asked.join('\n')).not.toMatch(/bot token|signing secret/i);
    expect(asked).toEqual(
      expect.arrayContaining([
        'Slack workspace id',
        expect.stringMatching(/^Slack app id/),
        expect.stringMatching(/^Slack channel id/),
      ]),
    );
  });

  test('an invalid answer is refused at the prompt', async () => {
    const refused: string[] = [];
    const ask = person([]);
    const picky: Ask = {
      ...ask,
      text: async (question) => {
        const fault = question.check?.('wrong!');
        if (fault !== undefined) refused.push(fault);
        return ask.text(question);
      },
    };

    await answerAll(given(), picky);

    expect(refused).toContain('must be the 12 digits of an AWS account, in quotes');
    expect(refused).toContain('must be a channel id such as C0ABC123');
  });

  test('the token of an installation for a whole organization is refused', async () => {
    emulators.slack.workspace.app.isEnterpriseInstall = true;
    const secrets = { botToken: TOKEN, signingSecret: SECRET };
    const answers = answerAll({ ...given(), ...secrets }, undefined);

    await expect(answers).rejects.toThrow('install the app in one workspace');
    emulators.slack.workspace.app.isEnterpriseInstall = false;
  });

  test('Ctrl-C changes nothing', async () => {
    const leaver: Ask = {
      ...person([]),
      secret: () => Promise.reject(new Cancelled('Cancelled; nothing was changed.')),
    };

    await expect(answerAll(given(), leaver)).rejects.toThrow(Cancelled);
  });
});

test('an invalid file is not written', () => {
  const { document } = openConfig(file);

  const faults = writeConfig(file, document, [[['scan', 'memory'], 1]]);

  expect(faults).toContainEqual(expect.stringContaining('scan.memory'));
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['api:latest,web', ['api:latest', 'web']],
  ['list:api web', ['api', 'web']],
  ['ecr:team/*, web', { ecr: { repositories: ['team/*', 'web'] } }],
  ['ecs:prod', { ecs: { clusters: ['prod'] } }],
])('--images %s is parsed', (text, images) => {
  expect(parseImages(text)).toEqual(images);
});

describe('the manifest', () => {
  test('gets the address in all three places', () => {
    const text = manifestText('https://abc.lambda-url.eu-west-1.on.aws/slack/events');

    expect(text.match(/https:\/\/abc\.lambda-url/g)).toHaveLength(3);
    expect(text).not.toContain('https://example.com/slack/events');
  });

  test('fits into a link', () => {
    const link = createAppLink({ socketMode: true });
    const manifest = JSON.parse(new URL(link).searchParams.get('manifest_json') ?? '');

    expect(link.length).toBeLessThan(4_000);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    expect(manifest.features.slash_commands[0].command).toBe('/vulnscan');
  });
});

function given(): Given {
  const { document, isNew } = openConfig(file);
  return {
    flags: {},
    account: ACCOUNT,
    region: REGION,
    slackApiUrl: emulators.slackApiUrl,
    document,
    isNew,
  };
}

/** Accepts every default, and answers the other questions. */
function person(asked: string[]): Ask {
  return {
    say: (text) => void asked.push(text),
    address: (url) => void asked.push(url),
    secret: async ({ message }) => {
      asked.push(message);
      return message.startsWith('Bot') ? TOKEN : SECRET;
    },
    text: async ({ message, initial }) => {
      asked.push(initial === undefined ? message : `${message} [${initial}]`);
      if (initial !== undefined) return initial;
      const known: [string, string][] = [
        ['Repositories', 'api web'],
        ['Slack workspace', 'T0HOME'],
        ['Slack app', 'A0VULNSCAN'],
      ];
      return known.find(([start]) => message.startsWith(start))?.[1] ?? 'C0ALERTS';
    },
    choose: async (message, [first]) => {
      asked.push(message);
      return message.startsWith('Language') ? 'ja' : (first?.value ?? '');
    },
    chooseMany: async (message, options) => {
      asked.push(`${message} (${options.map(({ label }) => label).join(', ')})`);
      return options.slice(0, 1).map(({ value }) => value);
    },
    confirm: async () => true,
  };
}

async function parameter(Name: string): Promise<string | undefined> {
  const ssm = new SSMClient({ endpoint: emulators.aws.url, region: REGION });
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  return Parameter?.Value;
}
