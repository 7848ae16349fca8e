import type { OperatingSystem } from './detection';

/** Trivy's families that are not simply written with a capital letter. */
const NAMES: Record<string, string> = {
  alma: 'AlmaLinux',
  amazon: 'Amazon Linux',
  azurelinux: 'Azure Linux',
  'cbl-mariner': 'CBL-Mariner',
  centos: 'CentOS',
  'centos-stream': 'CentOS Stream',
  coreos: 'CoreOS',
  minimos: 'MinimOS',
  opensuse: 'openSUSE',
  'opensuse-leap': 'openSUSE Leap',
  'opensuse-tumbleweed': 'openSUSE Tumbleweed',
  oracle: 'Oracle Linux',
  redhat: 'Red Hat Enterprise Linux',
  rocky: 'Rocky Linux',
  slem: 'SUSE Linux Enterprise Micro',
  sles: 'SUSE Linux Enterprise Server',
};

/** An operating system for people, such as Debian 9.13. */
export function nameOfOs({ family, version }: Pick<OperatingSystem, 'family' | 'version'>): string {
  const name = NAMES[family] ?? family.charAt(0).toUpperCase() + family.slice(1);
  return version === undefined ? name : `${name} ${version}`;
}
