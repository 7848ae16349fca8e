import { parseOptions } from '../../playground/options';

test('without options it uses the shipped samples and the default ports', () => {
  expect(parseOptions([])).toEqual({
    port: 3000,
    awsPort: 4566,
    config: 'playground/vulnscan.yml',
    language: undefined,
    reports: [],
    images: [],
    imageTars: [],
    fleet: undefined,
    scan: true,
    help: false,
  });
});

test.each([
  [['--fleet', '10'], 10],
  [['--fleet=10000'], 10_000],
  [['--fleet'], 500],
  [['--fleet', '--no-scan'], 500],
])('%j generates so many images: %i', (args, count) => {
  expect(parseOptions(args).fleet).toBe(count);
});

test('reports and images may be named several times', () => {
  const options = parseOptions(['--report', 'package.json', '--report', 'LICENSE', '--no-scan']);
  const { images } = parseOptions(['--image', 'a', '--image', 'b:1']);

  expect(options).toMatchObject({
    reports: ['package.json', 'LICENSE'],
    scan: false,
  });
  expect(images).toEqual(['docker.io/library/a', 'docker.io/library/b:1']);
});

test.each(['en', 'ja'])('it starts in the language that is named: %s', (language) => {
  expect(parseOptions(['--language', language]).language).toBe(language);
});

test.each([
  ['alpine:3.19', 'docker.io/library/alpine:3.19'],
  ['grafana/grafana', 'docker.io/grafana/grafana'],
  ['ghcr.io/owner/app:1', 'ghcr.io/owner/app:1'],
  ['localhost:5000/app', 'localhost:5000/app'],
])('--image %s is pulled as docker pull would: %s', (name, pulled) => {
  expect(parseOptions(['--image', name]).images).toEqual([pulled]);
});

test('an archive may be given a name, and is named as seen from where npm was called', () => {
  const { imageTars } = parseOptions(['--image-tar', 'team/web:1=package.json'], process.cwd());

  expect(imageTars).toEqual(['team/web:1=package.json']);
  expect(() => parseOptions(['--image-tar', 'web=no.tar'])).toThrow('no.tar does not exist');
});

test.each([
  [['--image', 'Alpine Linux'], /--image Alpine Linux is not the name of an image/],
  [['--image', '--help'], /ambiguous/],
  [
    ['--image', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web'],
    /is in ECR, which the playground only emulates; docker save it and use --image-tar\.$/,
  ],
  [['--fleet', '9'], /--fleet 9 is not a number of images; give one from 10 to 10000\.$/],
  [['--fleet', '10001'], /--fleet 10001 is not a number of images/],
  [['--fleet', 'many'], /--fleet many is not a number of images/],
  [['--fleet', '20', '--image', 'a'], /do not go together; choose one of them\.$/],
  [['--image', 'a', '--report', 'package.json'], /do not go together; choose one of them\.$/],
])('%j is refused with what to do instead', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence);
});

test.each([
  [['--port', 'x'], '--port x is not a port; give a number from 0 to 65535.'],
  [['--aws-port', '70000'], '--aws-port 70000 is not a port; give a number from 0 to 65535.'],
  [['--config', 'no.yml'], 'no.yml does not exist; check the path.'],
  [['--report', 'no.json'], 'no.json does not exist; check the path.'],
  [['--language', 'fr'], '--language fr is not supported; choose en or ja.'],
  [['--colour'], "Unknown option '--colour'; see npm start -- --help."],
])('%j is answered with one sentence', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence);
});
