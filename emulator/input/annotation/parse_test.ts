import assert from "node:assert/strict";
import { AnnotationError, parseNetworks, type SelectionElement } from "./mod.ts";

/** What counts of an element, without where it was written. */
function plain(elements: SelectionElement[]) {
  return elements.map(({ name, namespace, interface: ifname }) => ({ name, namespace, ifname }));
}

function parse(text: string) {
  return plain(parseNetworks(text, "pods"));
}

function refusal(text: string): AnnotationError {
  try {
    parseNetworks(text, "pods");
  } catch (error) {
    assert.ok(error instanceof AnnotationError);
    return error;
  }
  assert.fail(`${text} was taken`);
}

Deno.test("one of [ { and quotation marks anywhere selects JSON", () => {
  for (const text of ["a,b]x[", "a{", 'a"b']) assert.match(refusal(text).message, /not JSON/);
  assert.deepEqual(parse('[{"name":"a"}]'), [{ name: "a", namespace: "pods", ifname: "" }]);
  assert.match(refusal("a]").message, /lower-case label/);
});

Deno.test("both forms give the same networks", () => {
  assert.deepEqual(parse("a,b"), parse('[{"name":"a"},{"name":"b"}]'));
  assert.deepEqual(
    parse("x/a@if0"),
    parse('[{"name":"a","namespace":"x","interface":"if0"}]'),
  );
});

Deno.test("spaces around items, names and interfaces are ignored", () => {
  assert.deepEqual(parse("  a ,\n x / b @ if0  "), [
    { name: "a", namespace: "pods", ifname: "" },
    { name: "b", namespace: "x", ifname: "if0" },
  ]);
});

Deno.test("ns/a@if0 is namespace, name and interface", () => {
  assert.deepEqual(parse("ns/a@if0"), [{ name: "a", namespace: "ns", ifname: "if0" }]);
});

Deno.test("a second slash or at sign is an error that names the character", () => {
  assert.match(refusal("x/y/z").message, /failed at '\/'/);
  assert.match(refusal("a@b@c").message, /failed at '@'/);
});

Deno.test("names of the comma form are lower-case labels", () => {
  for (const name of ["Net", "a.b", "a_b", "-a", "a-", "ns/A", "NS/a"]) {
    assert.match(refusal(name).message, /lower-case label/, name);
  }
});

Deno.test("in JSON any name reaches the look-up", () => {
  assert.deepEqual(parse('[{"name":"A_b.C"}]')[0]?.name, "A_b.C");
});

Deno.test("an interface of the comma form has at most 15 characters and no white space", () => {
  assert.equal(parse("a@abcdefghijklmno")[0]?.ifname, "abcdefghijklmno");
  assert.match(refusal("a@abcdefghijklmnop").message, /at most 15 characters/);
  assert.match(refusal("a@if 0").message, /no white space/);
  assert.match(refusal("a@if\t0").message, /no white space/);
  assert.match(refusal("a@ääääääää").message, /at most 15 characters/, "octets count");
});

Deno.test("a JSON object in the place of the list is an error", () => {
  assert.match(refusal('{"name":"a"}').message, /no list: put the object in brackets/);
});

Deno.test("addresses that are none are errors, and say of which network and key", () => {
  const cases = {
    '"mac": "02:00:00"': /network a: mac "02:00:00"/,
    '"mac": "02:00:00-00:00:01"': /mac/,
    '"infiniband-guid": "nonsense"': /infiniband-guid/,
    '"ips": ["10.0.0.1", "10.0.0.256"]': /ips "10.0.0.256"/,
    '"ips": ["10.0.0.1/33"]': /ips "10.0.0.1\/33"/,
    '"default-route": ["10.0.0.1/24"]': /default-route/,
  };
  for (const [member, message] of Object.entries(cases)) {
    assert.match(refusal(`[{"name":"a",${member}}]`).message, message);
  }
});

Deno.test("hardware addresses of 6, 8 and 20 octets pass in all of Go's forms", () => {
  const addresses = [
    "02:00:00:00:00:01",
    "02-00-00-00-00-0A",
    "0200.0000.0001",
    "02:00:00:00:00:00:00:01",
    Array(20).fill("0a").join(":"),
  ];
  for (const mac of addresses) {
    assert.equal(parseNetworks(JSON.stringify([{ name: "a", mac }]), "pods")[0]?.mac, mac);
  }
});

Deno.test("a missing namespace is the pod's", () => {
  assert.equal(parse("a")[0]?.namespace, "pods");
  assert.equal(parse('[{"name":"a","namespace":""}]')[0]?.namespace, "pods");
});

Deno.test("interfaceRequest is the older name of interface, which goes before it", () => {
  assert.equal(parse('[{"name":"a","interfaceRequest":"if1"}]')[0]?.ifname, "if1");
  assert.equal(
    parse('[{"name":"a","interface":"if0","interfaceRequest":"if1"}]')[0]?.ifname,
    "if0",
  );
});

Deno.test("an empty annotation names no networks, an empty item a network without name", () => {
  assert.deepEqual(parse(""), []);
  assert.deepEqual(parse("[]"), []);
  assert.deepEqual(parse("a,").map(({ name }) => name), ["a", ""]);
});

Deno.test("every field of the JSON form arrives, in any case of its key", () => {
  const [element] = parseNetworks(
    JSON.stringify([{
      Name: "a",
      ips: ["10.0.0.5/24", "fd00::5"],
      mac: "02:00:00:00:00:05",
      "infiniband-guid": "c2:11:22:33:44:55:66:77",
      portMappings: [{ hostPort: 8080, containerPort: 80, hostIP: "", unknown: 1 }],
      bandwidth: { ingressRate: 1000 },
      deviceID: "0000:3b:02.0",
      "cni-args": { anything: [1] },
      "default-route": ["10.0.0.1"],
      unknown: true,
    }]),
    "pods",
  );
  assert.deepEqual(element, {
    name: "a",
    namespace: "pods",
    interface: "",
    ips: ["10.0.0.5/24", "fd00::5"],
    mac: "02:00:00:00:00:05",
    infinibandGuid: "c2:11:22:33:44:55:66:77",
    portMappings: [{ hostPort: 8080, containerPort: 80 }],
    bandwidth: { ingressRate: 1000, ingressBurst: 0, egressRate: 0, egressBurst: 0 },
    deviceId: "0000:3b:02.0",
    cniArgs: { anything: [1] },
    defaultRoute: ["10.0.0.1"],
    place: [0],
  });
});

Deno.test("null is the same as absent", () => {
  assert.deepEqual(
    parseNetworks('[{"name":"a","ips":null,"cni-args":null,"default-route":null}]', "pods"),
    parseNetworks('[{"name":"a"}]', "pods"),
  );
});

Deno.test("a field of the wrong type is an error that shows what was found and what is due", () => {
  assert.match(
    refusal('[{"name":"a"},{"name":"b","ips":"10.0.0.1"}]').message,
    /element 1 .* ips is "10.0.0.1", a list of texts is due/,
  );
  assert.match(refusal('[{"name":1}]').message, /name is 1, text is due/);
  assert.match(
    refusal('[{"name":"a","portMappings":[{"hostPort":"80"}]}]').message,
    /portMappings\[0\].hostPort is "80", a whole number, without quotes, is due/,
  );
  assert.deepEqual(refusal('[{"name":"a","bandwidth":{"IngressRate":1.5}}]').place, [
    0,
    "bandwidth",
    "IngressRate",
  ]);
  assert.match(refusal('["a"]').message, /element 0 .* an object with a name is due/);
});

Deno.test("numbers are whole ones as Go reads them: no fraction, no exponent, 64 bits", () => {
  const rate = (written: string) => `[{"name":"a","bandwidth":{"ingressRate":${written}}}]`;
  const [element] = parseNetworks(rate("9007199254740993"), "pods");
  assert.equal(element?.bandwidth?.["ingressRate"], 9007199254740992);
  for (const written of ["1e6", "1000.0", "9223372036854775808"]) {
    const { message } = refusal(rate(written));
    assert.ok(message.includes(`bandwidth.ingressRate is ${written}, a whole number`), message);
  }
});

Deno.test("errors know their place: an offset in the comma form, a path in JSON", () => {
  assert.equal(refusal("good, x/y/z").place, 6);
  assert.deepEqual(refusal('[{"name":"a"},{"name":"b","mac":"x"}]').place, [1, "mac"]);
  assert.equal(refusal('[{"name":}]').place, 9);
});
