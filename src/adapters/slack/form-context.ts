import type { Config } from '../../config/config';
import type { Cause } from '../../domain/material-change';
import { type FormText, formTextIn } from './text/form-text';

/** What forms and private answers need besides what they are about. */
export interface FormContext {
  text: FormText;
  /** What makes a decided finding be asked again. */
  reask: readonly Cause[];
  /** IANA name; times are shown in it. */
  timezone: string;
}

export function formContext({ slack, findings, scan }: Config): FormContext {
  return { text: formTextIn(slack.language), reask: findings.reask, timezone: scan.timezone };
}
