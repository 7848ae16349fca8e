const { ChildProcess } = require('node:child_process');
const crypto = require('node:crypto');
const { format } = require('node:util');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Listens to everything that is logged while a test file runs, by this process and by the ones it starts, and fails the
 * file when a secret stands in it. What a test silences or looks at itself is heard all the same.
 */
module.exports = class CanaryEnvironment extends TestEnvironment {
  /** What was said, by who said it. */
  heard = new Map();
  /** Slack's signing secrets and AWS's secret keys: what something was signed or verified with, here or in a child. */
  keys = new Set();

  async setup() {
    await super.setup();
    const hear = (who, text) => this.heard.set(who, (this.heard.get(who) ?? '') + text);
    this.global.console = listenToConsole(this.global.console, hear);
    const learn = (key) => key.length >= KEY_LENGTH && this.keys.add(key);
    const ends = [listenToChildren(hear, learn), listenToKeys(learn)];
    this.stop = () => ends.map((end) => end());
  }

  /** `run_finish` comes after the last hook of the file. */
  handleTestEvent({ name }) {
    if (name !== 'run_finish') return;
    const found = [...this.heard].flatMap(([who, text]) => leaks(who, text, [...this.keys]));
    if (found.length > 0) throw new Error(`A secret stands in a log:\n${found.join('\n')}`);
  }

  async teardown() {
    this.stop?.();
    await super.teardown();
  }
};

const SHAPES = [
  ['a bot or app token', /xox[a-z]-\w[\w-]*|xapp-\w[\w-]*/g],
  ['a signature', /v0=[0-9a-f]{64}/g],
  [
    'a response_url',
    /https?:\/\/hooks\.slack[\w-]*\.com\/[^\s"\\]+|https?:\/\/[^\s"\\]+\/response\/[\w-]{20,}/g,
  ],
  ['a trigger_id', /\b\d{9,}\.\d+\.[0-9a-f]{16,}\b/g],
  // The id of an ECS task, behind a slash, and SQS's MD5 look alike.
  ['a signing secret', /(?<![\w/]|MD5\w*"?: *"?)[0-9a-f]{32}\b/g],
];
/** A shorter key is a word of a test. */
const KEY_LENGTH = 12;

/** One line for each kind of secret that somebody said, without the secret. */
function leaks(who, text, keys) {
  const lines = text.split('\n');
  const shapes = [...SHAPES, ...keys.map((key) => ['a key that signs', key])];
  return shapes.flatMap(([kind, shape]) => {
    const line = lines.find((each) => each.replace(shape, '') !== each);
    return line === undefined ? [] : [`${kind}, ${mask(`${who}: ${line}`, shapes)}`];
  });
}

function mask(text, shapes) {
  return shapes.reduce((masked, [, shape]) => masked.replaceAll(shape, '***'), text);
}

/** What stands in for a method in a test, a spy, is heard like the method and can still be asked what it heard. */
function listenToConsole(console, hear) {
  const methods = ['debug', 'error', 'info', 'log', 'warn'];
  const listening = (name, method) =>
    new Proxy(method, {
      apply(_method, _self, said) {
        hear(`console.${name}`, `${format(...said)}\n`);
        return Reflect.apply(method, console, said);
      },
    });
  return new Proxy(console, {
    get: (_console, name) =>
      methods.includes(name) ? listening(name, console[name]) : console[name],
  });
}

/** `spawn` and `execFile` both end here. What is pushed into a stream is heard without being taken out of it. */
function listenToChildren(hear, learn) {
  return replace(
    ChildProcess.prototype,
    'spawn',
    (spawn) =>
      function (options) {
        const failed = spawn.call(this, options);
        for (const pair of options.envPairs) {
          learn(/^(?:AWS_SECRET_ACCESS_KEY|SLACK_SIGNING_SECRET)=(.*)$/.exec(pair)?.[1] ?? '');
        }
        for (const stream of [this.stdout, this.stderr]) {
          if (stream) replace(stream, 'push', listenTo(hear, options.args.join(' ')));
        }
        return failed;
      },
  );
}

function listenTo(hear, who) {
  return (push) =>
    function (part, encoding) {
      if (part !== null) hear(who, String(part));
      return push.call(this, part, encoding);
    };
}

function listenToKeys(learn) {
  return replace(crypto, 'createHmac', (createHmac) => (algorithm, key, options) => {
    const text = Buffer.isBuffer(key) || typeof key === 'string' ? key.toString('latin1') : '';
    // AWS signs with a key of which the secret is the end; what it derives from it is no text.
    if (/^[\x20-\x7e]+$/.test(text)) learn(text.replace(/^AWS4/, ''));
    return createHmac(algorithm, key, options);
  });
}

/** Returns the function that puts the old one back. */
function replace(object, name, make) {
  const old = object[name];
  object[name] = make(old);
  return () => {
    object[name] = old;
  };
}
