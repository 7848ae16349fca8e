import { renderHome } from '../../../src/adapters/slack/blocks/home';
import { render } from '../../../src/adapters/slack/blocks/render';
import { drawNotice } from '../../../src/adapters/slack/replies';
import { entriesIn, type Message } from '../../../src/domain/message';
import { japanese } from './kit';
import { answers, gallery, modals, overviews } from './states';

/** What is no word of ours: code, links, names, versions, what a person typed, and the products' own names. */
const DATA = [
  /`[^`]*`/g,
  /<[^>]*>/g,
  /“[^”]*”|「[ -~]*」/g,
  /GHSA(-\w{4}){3}|Amazon Linux|Alpine|\bdebian\b|\bcheckout-public\b|no such tag/g,
  /Ken Tanaka|spring-beans|facade\/ignition|zlib|busybox|lodash|libdb5\.3|minimist|\bworker\b/g,
  /openssl: SSL_select_next_proto buffer overread|Ana Silva|openssl|zlib1g|Accepted by the board/g,
  /CVE-[\d-]+|CVSS|\d\S*|\b(?:api|web)\b(?::latest)?|\bbroken-\d|\beol\b|\bempty\b|team\/service-\d+/g,
  /Security Hub|Step Functions|Slack|AWS|ECS|CISA|KEV|BOD|EPSS|Trivy|Debian|\bID\b|\bOS\b|JST|vulnscan\S*|\/vulnscan.*|npm run \w+|--send|--drop|scan\.memory|findings\.\w+/g,
  /\blevel\b|\berror\b|quarantine|\w+-dead|invalid_blocks|slack\.channel/g,
];

/** Every text a reader sees, wherever it stands in the blocks. */
function textsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && ['text', 'title', 'name', 'label', 'fallback'].includes(key)
      ? [inner]
      : textsOf(inner),
  );
}

/** What a message has from vendors, registries and people: it stays as they wrote it. */
function dataOf(message: Message): string[] {
  const remedies = message.kind === 'cards' ? message.cards.map(({ remedy }) => remedy) : [];
  const findings = entriesIn(message).map(({ finding }) => finding);
  const data = [
    ...remedies.flatMap(({ name, rows }) => [name, ...rows.flatMap(({ target = '' }) => target)]),
    ...findings.flatMap(({ title, packages, images }) => [
      title,
      ...packages.flatMap((each) => [each.name, each.installedVersion, each.fixedVersion ?? '']),
      ...images.map(({ repository }) => repository),
    ]),
  ];
  return [...new Set(data)].filter((text) => text !== '').sort((a, b) => b.length - a.length);
}

function englishIn(drawn: unknown, vendors: string[]): string[] {
  const texts = textsOf(drawn)
    .map((text) => vendors.reduce((left, data) => left.replaceAll(data, ' '), text))
    .map((text) => DATA.reduce((left, data) => left.replaceAll(data, ' '), text));
  return texts.flatMap((text) => text.match(/[A-Za-z]{2,}/g) ?? []);
}

const SEEN: [string, unknown, string[]][] = [
  ...gallery().map(([name, message]): [string, unknown, string[]] => [
    name,
    render(message, japanese),
    dataOf(message),
  ]),
  ...answers().map(([name, answer]): [string, unknown, string[]] => [
    `answer ${name}`,
    drawNotice({ kind: 'answer', answer }, japanese),
    [],
  ]),
  ...overviews().map(([name, overview]): [string, unknown, string[]] => [
    `home ${name}`,
    renderHome(overview, japanese),
    [],
  ]),
  ...modals(japanese).map(([name, view]): [string, unknown, string[]] => [
    `modal ${name}`,
    view,
    [],
  ]),
];

/** Texts of databases and registries fill these. */
const FULL = ['answer open-full', 'home full'];

test.each(SEEN.filter(([name]) => !FULL.includes(name)))(
  '%s has no English left in Japanese',
  (_name, drawn, vendors) => {
    expect(textsOf(drawn).length).toBeGreaterThan(0);
    expect(englishIn(drawn, vendors)).toEqual([]);
  },
);

/** Code that Slack does not read as such, since a letter or a number touches it. */
function touchedCode(drawn: unknown): string[] {
  return textsOf(drawn).flatMap((text) =>
    [...text.matchAll(/(.?)`[^`\n]+`(.?)/gsu)]
      .filter(([, before = '', after = '']) => /[\p{L}\p{N}]/u.test(before + after))
      .map(([found]) => found),
  );
}

test.each(SEEN)('%s has a space or a sign around code in Japanese', (_name, drawn) => {
  expect(touchedCode(drawn)).toEqual([]);
});

test.each(['api:latest', '`api:latest`', '`api`、`web`'])(
  'what is said of a scan of %s is set off by a space',
  (what) => {
    const { answer, notice, scan } = japanese.text;
    const said = [
      ...Object.values(scan.state).map((words) => words(what)),
      scan.of(what),
      answer.running(what),
      answer.runningSince(what, '8:00'),
      notice.scanStarted(what),
      notice.scanRunning(what),
      notice.scanRunningSince(what, '8:00'),
    ];

    expect(said.filter((words) => !words.startsWith(`${what} `))).toEqual([]);
    expect(scan.of(japanese.text.allImages)).toBe('すべてのイメージのスキャン');
  },
);
