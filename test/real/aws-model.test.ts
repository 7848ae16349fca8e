import { execFileSync } from 'node:child_process';
import { FILTER_FIELDS } from '../../emulators/aws/security-hub/filter-fields';
import type { Rule, Shape } from '../../emulators/aws/security-hub/rule';
import { FINDING, RESOURCE_DETAILS, UPDATE } from '../../emulators/aws/security-hub/schema';

/** AWS's own service model, as botocore ships it, checks the tables in the Security Hub emulator. */
interface ModelShape {
  type: string;
  required?: string[];
  members?: Record<string, { shape: string }>;
  member?: { shape: string };
  enum?: string[];
  min?: number;
  max?: number;
}

const model = readModel();
const describeWithModel = model ? describe : describe.skip;
if (!model) {
  process.stderr.write('AWS model tests skipped: set PYTHON to a Python that has botocore.\n');
}

function readModel(): Record<string, ModelShape> | undefined {
  const python = process.env['PYTHON'];
  if (!python) return undefined;
  const script =
    'import botocore.session, json; m = botocore.session.get_session().get_service_model("securityhub"); print(json.dumps(m._service_description["shapes"]))';
  try {
    return JSON.parse(
      execFileSync(python, ['-c', script], {
        maxBuffer: 64e6,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  } catch {
    return undefined;
  }
}

/** Every structure of our tables, by its name in the model. */
function shapesOf(...rules: Rule[]): Shape[] {
  return rules.flatMap((rule) => {
    if (rule.is === 'list') return shapesOf(rule.of);
    if (rule.is !== 'object') return [];
    return [rule.shape, ...shapesOf(...Object.values(rule.shape.fields))];
  });
}

const ours = [FINDING, UPDATE].map((shape): Rule => ({ is: 'object', shape }));
const shapes = shapesOf(...ours, ...Object.values(RESOURCE_DETAILS));

describeWithModel("the Security Hub tables and AWS's model", () => {
  const of = (name: string): ModelShape => {
    const shape = model?.[name];
    if (!shape) throw new Error(`the model has no ${name}`);
    return shape;
  };

  it.each(shapes.map((shape) => [shape.name, shape] as const))(
    'agree on the members of %s',
    (name, shape) => {
      expect(Object.keys(shape.fields).sort()).toEqual(Object.keys(of(name).members ?? {}).sort());
    },
  );

  it.each(shapes.map((shape) => [shape.name, shape] as const))(
    'agree on what %s requires',
    (name, shape) => {
      expect([...shape.required].sort()).toEqual([...(of(name).required ?? [])].sort());
    },
  );

  const fields = shapes.flatMap((shape) =>
    Object.entries(shape.fields).map(
      ([field, rule]) => [`${shape.name}.${field}`, shape, field, rule] as const,
    ),
  );
  const KINDS: Readonly<Record<string, readonly string[]>> = {
    text: ['string'],
    enum: ['string'],
    time: ['string', 'timestamp'],
    url: ['string'],
    number: ['integer', 'double', 'long'],
    boolean: ['boolean'],
    list: ['list'],
    map: ['map'],
    object: ['structure'],
  };

  it.each(fields)('agree on the type and range of %s', (_, shape, field, rule) => {
    const member = of(of(shape.name).members?.[field]?.shape ?? '');

    if (rule.is !== 'any') expect(KINDS[rule.is]).toContain(member.type);
    if (member.enum)
      expect(rule.is === 'enum' && [...rule.values].sort()).toEqual([...member.enum].sort());
    if (rule.is === 'number' && member.max !== undefined) {
      expect([rule.min, rule.max]).toEqual([member.min, member.max]);
    }
  });

  it('agree on the type of each filter of GetFindings', () => {
    const filters = Object.fromEntries(
      Object.entries(of('AwsSecurityFindingFilters').members ?? {}).map(([name, { shape }]) => [
        name,
        shape.replace('FilterList', '').toLowerCase(),
      ]),
    );

    for (const [name, { kind }] of Object.entries(FILTER_FIELDS)) {
      expect([name, filters[name]]).toEqual([name, kind]);
    }
  });

  it('agree on the fields of string filters: each path exists in a finding', () => {
    const missing = Object.entries(FILTER_FIELDS).filter(
      ([, { path }]) => !leadsSomewhere(path.split('.'), 'AwsSecurityFinding'),
    );

    expect(missing).toEqual([]);
  });

  function leadsSomewhere(steps: string[], name: string): boolean {
    const shape = of(name);
    if (shape.type === 'list') return leadsSomewhere(steps, shape.member?.shape ?? '');
    const [step, ...rest] = steps;
    if (step === undefined) return true;
    const next = shape.members?.[step]?.shape;
    return next !== undefined && leadsSomewhere(rest, next);
  }
});
