/** Words of every message, and of forms. */
export const COMMON = {
  locale: 'en-GB',
  severity: {
    CRITICAL: 'Critical',
    HIGH: 'High',
    MEDIUM: 'Medium',
    LOW: 'Low',
    INFORMATIONAL: 'Not rated',
  },
  images: (count: number) => (count === 1 ? '1 image' : `${count} images`),
  allImages: 'all images',
  kinds: {
    repository: {
      name: 'repository',
      count: (count: number) => (count === 1 ? '1 repository' : `${count} repositories`),
    },
    filesystem: {
      name: 'file system',
      count: (count: number) => (count === 1 ? '1 file system' : `${count} file systems`),
    },
    sbom: {
      name: 'SBOM file',
      count: (count: number) => (count === 1 ? '1 SBOM file' : `${count} SBOM files`),
    },
    vm: {
      name: 'virtual machine',
      count: (count: number) => (count === 1 ? '1 virtual machine' : `${count} virtual machines`),
    },
  },
  places: (count: number) => (count === 1 ? '1 place' : `${count} places`),
  findings: (count: number) => (count === 1 ? '1 finding' : `${count} findings`),
  andMore: (count: number) => `and ${count} more`,
  or: ' or ',
  listed: (items: string[]) => items.join(', '),
  sentences: (parts: string[]) => parts.join(' '),
  quote: (words: string) => `“${words}”`,
  because: (words: string, quote: string) => `${words}: ${quote}`,
  minutes: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
  seconds: (count: number) => (count === 1 ? '1 second' : `${count} seconds`),
  hours: (count: number) => `${count} hours`,
  days: (count: number) => `${count} days`,
};
