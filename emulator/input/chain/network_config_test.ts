import assert from "node:assert/strict";
import type { JsonObject } from "../../../cni/mod.ts";
import { classify, pluginsOf, withDevice } from "./network_config.ts";
import { network, networksOf, pod, refusalOf } from "./testing.ts";

const CONF_DIR = new Map([
  ["20-b.conf", '{"name":"a","type":"second"}'],
  ["10-a.conflist", '{"name":"a","plugins":[{"type":"first"}]}'],
]);

Deno.test("keys are found in any case, as Go finds them; a name only as it is written", () => {
  const written = { CNIVersion: "1.0.0", Name: "x", Type: "ptp" };
  const [delegate] = networksOf([network("a", written), pod("a")]);
  assert.equal(delegate?.kind, "conf");
  assert.deepEqual(delegate?.config, { ...written, name: "a", type: "ptp" });
});

Deno.test("an empty spec is the first configuration of the definition's name on disk", () => {
  const [delegate] = networksOf([network("a"), pod("a")], { confDir: CONF_DIR });
  assert.equal(delegate?.kind, "conflist");
  assert.deepEqual(delegate?.config["plugins"], [{ type: "first" }]);
});

Deno.test("what is not on disk either is an error that says what there is", () => {
  const { code, message } = refusalOf([network("b"), pod("b")], { confDir: CONF_DIR });
  assert.equal(code, "network-config");
  assert.match(message, /no spec.config.*10-a.conflist, 20-b.conf.*--conf-dir/);
});

Deno.test("a broken file on the way ends the search", () => {
  const confDir = new Map([["05-broken.conf", "{"], ...CONF_DIR]);
  assert.match(
    refusalOf([network("a"), pod("a")], { confDir }).message,
    /05-broken.conf is not JSON/,
  );
});

Deno.test("a list in a file of a single configuration is an error, whatever its name", () => {
  for (const name of ["a", "other"]) {
    const list = JSON.stringify({ name, plugins: [{ type: "x" }] });
    const confDir = new Map([["05-list.conf", list], ...CONF_DIR]);
    assert.match(
      refusalOf([network("a"), pod("a")], { confDir }).message,
      /05-list.conf has no "type"; perhaps it is a .conflist/,
    );
  }
});

Deno.test("a missing or empty name becomes the definition's, one that is there stays", () => {
  const objects = [
    network("a", { type: "dummy" }),
    network("b", { type: "dummy", name: "" }),
    network("c", { type: "dummy", name: "shared" }),
    network("d", { type: "dummy", name: "shared" }),
  ];
  assert.deepEqual(
    networksOf([...objects, pod("a, b, c, d")]).map(({ network, cniName }) => [network, cniName]),
    [["default/a", "a"], ["default/b", "b"], ["default/c", "shared"], ["default/d", "shared"]],
  );
});

Deno.test("what has plugins and no type is a list of them", () => {
  const plugins = [{ type: "one" }, { type: "two" }];
  const [delegate] = networksOf([network("a", { cniVersion: "0.4.0", plugins }), pod("a")]);
  assert.equal(delegate?.kind, "conflist");
  assert.deepEqual(delegate?.config, { cniVersion: "0.4.0", plugins, name: "a" });
});

Deno.test("a configuration with neither type nor plugins is an error", () => {
  for (const config of [{}, { type: "" }, { plugins: {} }]) {
    assert.match(
      refusalOf([network("a", config), pod("a")]).message,
      /neither "type" nor "plugins"/,
    );
  }
  const refusals: [plugins: unknown[], message: RegExp][] = [
    [[], /the list "a" has no plugins/],
    [[{}], /plugins\[0\] of the list "a" has no "type"/],
    [[{ type: "x" }, 1], /plugins\[1\] is no object/],
    [["x"], /plugins\[0\] is no object/],
  ];
  for (const [plugins, message] of refusals) {
    assert.match(refusalOf([network("a", { plugins }), pod("a")]).message, message);
  }
});

Deno.test("keys of the wrong type are errors at the key, before anything runs", () => {
  const configs: [config: JsonObject, path: string][] = [
    [{ type: "dummy", cniVersion: 1 }, "spec.config.cniVersion"],
    [{ type: ["dummy"] }, "spec.config.type"],
    [{ type: "dummy", name: 5 }, "spec.config.name"],
    [{ type: "dummy", capabilities: { mac: "yes" } }, "spec.config.capabilities"],
    [{ type: "dummy", ipam: "host-local" }, "spec.config.ipam"],
    [{ plugins: [{ type: "dummy", ipam: [] }] }, "spec.config.plugins[0].ipam"],
  ];
  for (const [config, path] of configs) {
    const refusal = refusalOf([network("a", config), pod("a")]);
    assert.equal(refusal.code, "network-config");
    assert.equal(refusal.position?.path, path);
  }
});

Deno.test("spec.config that is not JSON is an error at the character", () => {
  const config = '{\n  "type": "dummy",\n}';
  const { message, position } = refusalOf([network("a", config), pod("a")]);
  assert.match(message, /spec.config is not JSON: no comma belongs before }/);
  assert.equal(position?.path, "spec.config");
});

Deno.test("blanks in spec.config are not an empty spec", () => {
  assert.match(
    refusalOf([network("a", " "), pod("a")], { confDir: CONF_DIR }).message,
    /spec.config is not JSON/,
  );
});

Deno.test("what has a type is one plugin, whatever plugins it has beside it", () => {
  const { kind, config } = classify({ name: "n", type: "bridge", plugins: [{ type: "tuning" }] });
  assert.equal(kind, "conf");
  assert.equal(config["type"], "bridge");
  assert.deepEqual(pluginsOf({ kind, config }).map(({ type }) => type), ["bridge"]);
  // Multus gives the device to the one plugin, not to those of the list that it is not.
  const { config: withIt } = withDevice({ kind, config }, "0000:3b:02.0");
  assert.equal(withIt["deviceID"], "0000:3b:02.0");
  assert.deepEqual(withIt["plugins"], [{ type: "tuning" }]);
});

Deno.test("a configuration that is no object is told at its beginning", () => {
  const { message, position } = refusalOf([network("a", "[]"), pod("a")]);
  assert.match(message, /is no JSON object/);
  const broken = refusalOf([network("a", "?"), pod("a")]);
  assert.deepEqual(position?.column, broken.position?.column);
});
