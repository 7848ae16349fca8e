const { ChildProcess } = require('node:child_process');
const crypto = require('node:crypto');
const { format } = require('node:util');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Records everything that is logged while a test file runs, by this process and by those it starts, and fails the file
 * if it contains a secret. Output that a test silences or captures is recorded too.
 */
module.exports = class CanaryEnvironment extends TestEnvironment {
  /** Output by its source. */
  logged = new Map();
  /** Slack's signing secrets and AWS's secret keys that something was signed or verified with, here or in a child. */
  keys = new Set();

  async setup() {
    await super.setup();
    const record = (who, text) => this.logged.set(who, (this.logged.get(who) ?? '') + text);
    this.global.console = recordConsole(this.global.console, record);
    const addKey = (key) => key.length >= KEY_LENGTH && this.keys.add(key);
    const ends = [recordChildren(record, addKey), recordKeys(addKey)];
    this.stop = () => ends.map((end) => end());
  }

  /** `run_finish` comes after the last hook of the file. */
  handleTestEvent({ name }) {
    if (name !== 'run_finish') return;
    const found = [...this.logged].flatMap(([who, text]) => leaks(who, text, [...this.keys]));
    if (found.length > 0) throw new Error(`A log contains a secret:\n${found.join('\n')}`);
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
  // The id of an ECS task, after a slash, SQS's MD5, S3's ETag and a token for its next page have the same shape.
  [
    'a signing secret',
    /(?<![\w/]|MD5\w*"?: *"?|ETag"?: *"?\\?"?|continuation-token=)[0-9a-f]{32}\b/g,
  ],
];
/** A shorter key may be an ordinary word in a test. */
const KEY_LENGTH = 12;

/** One line for each kind of secret that was logged, with the secret masked. */
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

/** A test's spy on a method is recorded like the method, and still works as a spy. */
function recordConsole(console, record) {
  const methods = ['debug', 'error', 'info', 'log', 'warn'];
  const recording = (name, method) =>
    new Proxy(method, {
      apply(_method, _self, args) {
        record(`console.${name}`, `${format(...args)}\n`);
        return Reflect.apply(method, console, args);
      },
    });
  return new Proxy(console, {
    get: (_console, name) =>
      methods.includes(name) ? recording(name, console[name]) : console[name],
  });
}

/** `spawn` and `execFile` both call this. What is pushed into a stream is recorded and stays in it. */
function recordChildren(record, addKey) {
  return replace(
    ChildProcess.prototype,
    'spawn',
    (spawn) =>
      function (options) {
        const failed = spawn.call(this, options);
        for (const pair of options.envPairs) {
          addKey(/^(?:AWS_SECRET_ACCESS_KEY|SLACK_SIGNING_SECRET)=(.*)$/.exec(pair)?.[1] ?? '');
        }
        for (const stream of [this.stdout, this.stderr]) {
          if (stream) replace(stream, 'push', recordPush(record, options.args.join(' ')));
        }
        return failed;
      },
  );
}

function recordPush(record, who) {
  return (push) =>
    function (part, encoding) {
      if (part !== null) record(who, String(part));
      return push.call(this, part, encoding);
    };
}

function recordKeys(addKey) {
  return replace(crypto, 'createHmac', (createHmac) => (algorithm, key, options) => {
    const text = Buffer.isBuffer(key) || typeof key === 'string' ? key.toString('latin1') : '';
    // AWS's first key is "AWS4" and the secret; the keys that are derived from it are not text.
    if (/^[\x20-\x7e]+$/.test(text)) addKey(text.replace(/^AWS4/, ''));
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
