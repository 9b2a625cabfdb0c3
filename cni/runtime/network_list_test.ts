import assert from "node:assert/strict";
import { loadNetworkList, readNetworkList } from "./load.ts";
import { parseNetwork, parseNetworkList } from "./network_list.ts";

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

const list = (changes: Record<string, unknown> = {}) =>
  parseNetworkList(bytes({ name: "n", cniVersion: "1.0.0", plugins: [{ type: "a" }], ...changes }));

Deno.test("a list takes the highest of its versions that is spoken here", () => {
  const version = (cniVersions: unknown, cniVersion = "0.4.0") =>
    list({ cniVersions, cniVersion }).cniVersion;
  assert.equal(version(["0.3.1", "1.1.0", "1.0.0"]), "1.1.0");
  assert.equal(version(["1.0.0", "1.2.0", "2.0.0"]), "1.0.0");
  assert.equal(version(["0.3.1"]), "0.4.0");
  assert.equal(version(undefined), "0.4.0");
  assert.equal(version(["9.0.0"], "9.9.9"), "9.9.9");
  assert.equal(version([], ""), "");
  for (const wrong of ["1.0.0", [1]]) {
    assert.throws(() => version(wrong), /"cniVersions" is not a list of strings$/);
  }
});

Deno.test("disableCheck and disableGC are booleans, or the words for them in any case", () => {
  for (
    const [value, expected] of [[true, true], ["true", true], ["TRUE", true], ["False", false]]
  ) {
    assert.equal(list({ disableCheck: value }).disableCheck, expected);
    assert.equal(list({ disableGC: value }).disableGc, expected);
  }
  assert.deepEqual([list().disableCheck, list().disableGc], [false, false]);
  for (const value of ["yes", 1, {}]) {
    assert.throws(() => list({ disableCheck: value }), /invalid value .* for disableCheck/);
  }
});

Deno.test("a list has a name and plugins, each with a type", () => {
  const odd = [
    "garbage",
    [],
    { plugins: [{ type: "a" }] },
    { name: 5, plugins: [{ type: "a" }] },
    { name: "n" },
    { name: "n", plugins: [] },
    { name: "n", plugins: {} },
    { name: "n", plugins: [5] },
    { name: "n", plugins: [{}] },
    { name: "n", plugins: [{ type: "" }] },
    { name: "n", loadOnlyInlinedPlugins: true },
  ];
  for (const value of odd) {
    assert.throws(() => parseNetworkList(bytes(value)), SyntaxError, JSON.stringify(value));
  }
});

Deno.test("plugins from the list's directory come after its own, unless it wants only those", () => {
  const types = (value: unknown) =>
    parseNetworkList(bytes(value), [{ type: "b" }]).plugins.map(({ type }) => type);
  assert.deepEqual(types({ name: "n", plugins: [{ type: "a" }] }), ["a", "b"]);
  assert.deepEqual(types({ name: "n" }), ["b"]);
  assert.deepEqual(
    types({ name: "n", plugins: [{ type: "a" }], loadOnlyInlinedPlugins: true }),
    ["a"],
  );
});

Deno.test("a single configuration needs a type, and may do without a name and a version", () => {
  const { name, cniVersion, plugin } = parseNetwork(bytes({ type: "a", x: 1 }));
  assert.deepEqual([name, cniVersion, plugin], ["", "", { type: "a", x: 1 }]);
  assert.throws(() => parseNetwork(bytes({ name: "n" })), /missing 'type'/);
});

Deno.test("a network is looked up by name: lists in lexical order, then single configurations", () => {
  const directory = Deno.makeTempDirSync();
  const write = (file: string, value: unknown) =>
    Deno.writeFileSync(`${directory}/${file}`, bytes(value));
  try {
    write("00-single.conf", { name: "both", type: "single", cniVersion: "1.0.0" });
    write("20-b.conflist", { name: "both", plugins: [{ type: "second" }] });
    write("10-a.conflist", { name: "both", plugins: [{ type: "first" }] });
    write("30-c.json", { name: "alone", type: "json", cniVersion: "0.4.0" });
    write("40-d.conflist", { name: "extended", plugins: [{ type: "own" }] });
    write("readme.txt", "not a configuration");
    Deno.mkdirSync(`${directory}/extended`);
    write("extended/10.conf", { type: "added" });

    const types = (name: string) =>
      loadNetworkList(directory, name).plugins.map(({ type }) => type);
    assert.deepEqual(types("both"), ["first"]);
    assert.deepEqual(types("alone"), ["json"]);
    assert.equal(loadNetworkList(directory, "alone").cniVersion, "0.4.0");
    assert.deepEqual(types("extended"), ["own", "added"]);
    assert.throws(
      () => loadNetworkList(directory, "other"),
      /no net configuration with name "other"/,
    );

    write("15-broken.conflist", "{");
    assert.deepEqual(types("both"), ["first"]);
    assert.throws(() => loadNetworkList(directory, "alone"), /15-broken\.conflist: /);
    assert.throws(() => readNetworkList(`${directory}/15-broken.conflist`), SyntaxError);
    write("15-broken.conflist", "null");
    assert.throws(() => loadNetworkList(directory, "alone"), /conflist: .*: it is not an object$/);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("a version that is none is a SyntaxError, as everything wrong with a list", () => {
  for (const broken of [{ cniVersions: ["x"] }, { cniVersion: "1.x" }]) {
    assert.throws(() => list(broken), {
      name: "SyntaxError",
      message: /^error parsing configuration list: invalid version /,
    });
  }
});

Deno.test("the keys of one plugin are found in any case, those of a list in theirs only", () => {
  const network = parseNetwork(bytes({ Name: "n", CniVersion: "1.0.0", Type: "a" }));
  assert.deepEqual([network.name, network.cniVersion, network.plugin.type], ["n", "1.0.0", "a"]);
  assert.throws(
    () => parseNetworkList(bytes({ Name: "n", plugins: [{ type: "a" }] })),
    SyntaxError,
  );
});
