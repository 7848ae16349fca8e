import { parseOptions } from '../../playground/options';

test('nothing said means the shipped samples on the usual ports', () => {
  expect(parseOptions([])).toEqual({
    port: 3000,
    awsPort: 4566,
    config: 'playground/vulnscan.yml',
    reports: [],
    images: [],
    imageTars: [],
    scan: true,
    help: false,
  });
});

test('reports and images may be named several times', () => {
  const options = parseOptions([
    '--report',
    'package.json',
    '--report',
    'LICENSE',
    '--image',
    'a',
    '--no-scan',
  ]);

  expect(options).toMatchObject({
    reports: ['package.json', 'LICENSE'],
    images: ['a'],
    scan: false,
  });
});

test.each([
  [['--port', 'x'], '--port x is not a port; give a number from 0 to 65535.'],
  [['--aws-port', '70000'], '--aws-port 70000 is not a port; give a number from 0 to 65535.'],
  [['--config', 'no.yml'], 'no.yml does not exist; check the path.'],
  [['--report', 'no.json'], 'no.json does not exist; check the path.'],
  [['--colour'], "Unknown option '--colour'; see npm start -- --help."],
])('%j is answered with one sentence', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence);
});
