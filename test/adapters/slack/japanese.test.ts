import { renderHome } from '../../../src/adapters/slack/blocks/home';
import { render } from '../../../src/adapters/slack/blocks/render';
import { drawNotice } from '../../../src/adapters/slack/replies';
import { japanese } from './kit';
import { answers, gallery, modals, overviews } from './states';

/** What is no word of ours: code, links, names, versions, what a person typed, and the products' own names. */
const DATA = [
  /`[^`]*`/g,
  /<[^>]*>/g,
  /“[^”]*”/g,
  /openssl: SSL_select_next_proto buffer overread|Ana Silva|openssl|zlib1g|Accepted by the board/g,
  /CVE-[\d-]+|CVSS|\d\S*|\b(?:api|web)\b(?::latest)?|\bbroken-\d|\beol\b|\bempty\b|team\/service-\d+/g,
  /Security Hub|Slack|AWS|ECS|CISA|KEV|BOD|EPSS|Trivy|Debian|\bID\b|\bOS\b|JST|vulnscan\S*|\/vulnscan.*|npm run \w+|--send|--drop|scan\.memory|findings\.\w+/g,
  /level error|quarantine|\w+-dead|invalid_blocks|slack\.channel/g,
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

function englishIn(drawn: unknown): string[] {
  const texts = textsOf(drawn).map((text) =>
    DATA.reduce((left, data) => left.replaceAll(data, ' '), text),
  );
  return texts.flatMap((text) => text.match(/[A-Za-z]{2,}/g) ?? []);
}

const SEEN: [string, unknown][] = [
  ...gallery().map(([name, message]): [string, unknown] => [name, render(message, japanese)]),
  ...answers().map(([name, answer]): [string, unknown] => [
    `answer ${name}`,
    drawNotice({ kind: 'answer', answer }, japanese),
  ]),
  ...overviews().map(([name, overview]): [string, unknown] => [
    `home ${name}`,
    renderHome(overview, japanese, true),
  ]),
  ...modals(japanese).map(([name, view]): [string, unknown] => [`modal ${name}`, view]),
];

test.each(SEEN)('%s has no English left in Japanese', (_name, drawn) => {
  expect(textsOf(drawn).length).toBeGreaterThan(0);
  expect(englishIn(drawn)).toEqual([]);
});
