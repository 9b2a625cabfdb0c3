/** Files that plugins keep. */

/**
 * Files that stay by design: locks, host-local's note of the address that it gave last, and
 * sriov-cni's notes of who has a device, which count only while that pod's namespace exists.
 */
const LASTING = /(^|\/)(lock|[^/]*\.lock|last_reserved_ip\.\d+|sriov\/pci\/[^/]+)$/;

/** Returns the paths of the files below `directory`, sorted, without those that stay by design. */
export function listFiles(directory: string): string[] {
  return walk(directory).filter((path) => !LASTING.test(path)).sort();
}

function walk(directory: string): string[] {
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(directory)];
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = `${directory}/${entry.name}`;
    return entry.isDirectory ? walk(path) : [path];
  });
}
