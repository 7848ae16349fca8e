import type { Json, JsonObject } from '../json';
import { isObject } from '../json';
import type { Rule, Shape } from './rule';
import { RESOURCE_DETAILS } from './schema';

const TIME =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-](0\d|1[0-7]):?[0-5]\d|[+-]18:?00)$/i;

/** The first thing wrong with a value, worded as the service's validator words it; none if it fits. */
function complaintAbout(value: Json, rule: Rule, path: string): string | undefined {
  switch (rule.is) {
    case 'text':
      return textComplaint(value, rule, path);
    case 'enum':
      return typeof value === 'string' && rule.values.includes(value)
        ? undefined
        : `${path} should be equal to one of the allowed values (${rule.values.join(', ')})`;
    case 'number':
      return numberComplaint(value, rule, path);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `${path} should be boolean`;
    case 'time':
      return isTime(value) ? undefined : `${path} should match format "date-time"`;
    case 'url':
      return isUrl(value) ? undefined : `${path} should match format "uri"`;
    case 'list':
      return listComplaint(value, rule, path);
    case 'map':
      return mapComplaint(value, rule, path);
    case 'object':
      return isObject(value) ? shapeComplaint(value, rule.shape, path) : `${path} should be object`;
    case 'any':
      return undefined;
  }
}

/** The same for a whole structure. A member the model does not know is refused, so that typing errors show. */
export function shapeComplaint(value: JsonObject, shape: Shape, path: string): string | undefined {
  const missing = shape.required.find((field) => value[field] === undefined);
  if (missing) return `${path} should have required property '${missing}'`;
  if (shape.oneOf && !shape.oneOf.some((field) => value[field] !== undefined)) {
    return `${path} should have one of the properties '${shape.oneOf.join("', '")}'`;
  }
  for (const [field, member] of Object.entries(value)) {
    const rule = Object.hasOwn(shape.fields, field) ? shape.fields[field] : undefined;
    if (!rule) return `${path} should NOT have additional property '${field}'`;
    const complaint = complaintAbout(member, rule, `${path}.${field}`);
    if (complaint) return complaint;
  }
  return undefined;
}

/** Details of the resource types this project sends; the key must be the type's. */
export function detailsComplaint(details: Json | undefined, path: string): string | undefined {
  if (details === undefined) return undefined;
  if (!isObject(details)) return `${path} should be object`;
  for (const [type, value] of Object.entries(details)) {
    const rule = Object.hasOwn(RESOURCE_DETAILS, type) ? RESOURCE_DETAILS[type] : undefined;
    if (!rule && !/^(Aws[A-Z]|CodeRepository)/.test(type)) {
      return `${path} should NOT have additional property '${type}'`;
    }
    const complaint = rule && complaintAbout(value, rule, `${path}.${type}`);
    if (complaint) return complaint;
  }
  return undefined;
}

function textComplaint(value: Json, rule: Rule & { is: 'text' }, path: string): string | undefined {
  if (typeof value !== 'string') return `${path} should be string`;
  const bytes = Buffer.byteLength(value);
  const min = rule.min ?? 1;
  if (bytes < min) return `${path} should NOT be shorter than ${min} characters`;
  if (!/\S/.test(value)) return `${path} should match pattern ".*\\S.*"`;
  if (rule.max !== undefined && bytes > rule.max) {
    return `${path} should NOT be longer than ${rule.max} characters`;
  }
  if (rule.pattern && !rule.pattern.test(value)) {
    return `${path} should match pattern "${rule.pattern.source}"`;
  }
  return undefined;
}

function numberComplaint(
  value: Json,
  rule: Rule & { is: 'number' },
  path: string,
): string | undefined {
  if (typeof value !== 'number') return `${path} should be number`;
  if (rule.integer && !Number.isInteger(value)) return `${path} should be integer`;
  if (rule.min !== undefined && value < rule.min) return `${path} should be >= ${rule.min}`;
  if (rule.max !== undefined && value > rule.max) return `${path} should be <= ${rule.max}`;
  return undefined;
}

function listComplaint(value: Json, rule: Rule & { is: 'list' }, path: string): string | undefined {
  if (!Array.isArray(value)) return `${path} should be array`;
  if (rule.min !== undefined && value.length < rule.min) {
    return `${path} should NOT have fewer than ${rule.min} items`;
  }
  if (rule.max !== undefined && value.length > rule.max) {
    return `${path} should NOT have more than ${rule.max} items`;
  }
  for (const [index, item] of value.entries()) {
    const complaint = complaintAbout(item, rule.of, `${path}[${index}]`);
    if (complaint) return complaint;
  }
  return undefined;
}

function mapComplaint(value: Json, rule: Rule & { is: 'map' }, path: string): string | undefined {
  if (!isObject(value)) return `${path} should be object`;
  const pairs = Object.entries(value);
  if (pairs.length > rule.max) return `${path} should NOT have more than ${rule.max} properties`;
  for (const [key, member] of pairs) {
    const complaint =
      complaintAbout(
        key,
        { is: 'text', max: rule.key, ...(rule.keys && { pattern: rule.keys }) },
        `${path} property name '${key}'`,
      ) ?? complaintAbout(member, { is: 'text', max: rule.value }, `${path}['${key}']`);
    if (complaint) return complaint;
  }
  return undefined;
}

function isTime(value: Json): boolean {
  return typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));
}

function isUrl(value: Json): boolean {
  return typeof value === 'string' && /^https?:\/\/\S+$/.test(value) && URL.canParse(value);
}
