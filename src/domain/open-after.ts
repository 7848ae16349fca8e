import { isOpen } from './absorb';
import type { KnownFinding } from './detection';
import type { Detection, Severity } from './finding';
import type { Plan, Step } from './plan';
import type { OpenCount } from './scan';
import { imageTest } from './unnamed-images';

export interface Import {
  plan: Plan;
  /** The findings in Security Hub before it. */
  known: KnownFinding[];
  /** Ids of findings that Security Hub refused. */
  refused: string[];
}

/** How many findings are open once the plan is carried out: of the images with these names, or of all. */
export function openAfter(imported: Import, names?: Set<string>): OpenCount {
  const open = openFindings(imported, names);
  return { total: open.length, critical: open.filter(isCritical).length };
}

/** Findings that are open once the plan is carried out: of the images with these names, or of all. */
export function openFindings({ plan, known, refused }: Import, names?: Set<string>): Detection[] {
  const lost = new Set(refused);
  const steps = plan.steps.filter(({ content }) => !lost.has(content.id));
  const planned = new Set(steps.map(({ content }) => content.id));
  const kept = known.filter((finding) => !planned.has(finding.id) && isOpen({ finding }));
  const changed = steps.filter(isOpenStep).map(({ content }) => content.detection);
  return [...kept, ...changed].filter((detection) => isIn(detection, names));
}

/** An update leaves the status as it is; all other steps say what it is afterwards. */
function isOpenStep({ kind, known }: Step): boolean {
  switch (kind) {
    case 'new':
    case 'back':
    case 'reopen':
      return true;
    case 'inherited':
    case 'fixed':
    case 'renamed':
    case 'unscanned':
    case 'settle':
      return false;
    case 'update':
    case 'keep':
      return known?.workflowStatus === 'NEW' || known?.workflowStatus === 'NOTIFIED';
  }
}

function isIn(detection: Detection, names: Set<string> | undefined): boolean {
  return names === undefined || nameAmong(detection, names) !== undefined;
}

/** One of these images in which it is, as far as all of its images are known. */
export function nameAmong(detection: Detection, names: Set<string>): string | undefined {
  const named = detection.images.find(({ name }) => names.has(name));
  if (named !== undefined || detection.unnamed === undefined) return named?.name;
  const isInImage = imageTest(detection);
  return [...names].find((name) => isInImage?.(name));
}

function isCritical({ severity }: { severity: Severity }): boolean {
  return severity === 'CRITICAL';
}
