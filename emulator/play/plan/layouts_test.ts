import assert from "node:assert/strict";
import { judgeFiles } from "./mod.ts";

/** A repository in the shape of one that people have: files by their paths. */
type Layout = Readonly<Record<string, string>>;

const definition = (name: string, config: string, resource = "") =>
  `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: ${name}
${resource && `  annotations:\n    k8s.v1.cni.cncf.io/resourceName: ${resource}\n`}spec:
  config: '${config}'
`;

const macvlan = (name: string) =>
  definition(
    name,
    `{"cniVersion": "1.0.0", "name": "${name}", "type": "macvlan", "master": "ens3", "mode": "bridge"}`,
  );

const sriov = (name: string, resource: string) =>
  definition(name, `{"cniVersion": "1.0.0", "name": "${name}", "type": "sriov"}`, resource);

const bond = (name: string, links = ["net1", "net2"]) =>
  definition(
    name,
    `{"cniVersion": "1.0.0", "name": "${name}", "type": "bond", "mode": "active-backup",
"failOverMac": 1, "linksInContainer": true, "miimon": 100, "links": ${
      JSON.stringify(links.map((link) => ({ name: link })))
    }}`,
  );

const template = (networks: string, resources: Record<string, number> = {}) => ({
  metadata: { annotations: { "k8s.v1.cni.cncf.io/networks": networks } },
  spec: { containers: [{ name: "app", resources: { requests: resources, limits: resources } }] },
});

const object = (apiVersion: string, kind: string, name: string, rest: object) =>
  JSON.stringify({ apiVersion, kind, metadata: { name }, ...rest }, null, 2);

const pod = (name: string, networks: string, resources?: Record<string, number>) => {
  const { metadata, spec } = template(networks, resources);
  return object("v1", "Pod", name, { metadata: { name, ...metadata }, spec });
};

const devicePlugin = (...pools: [name: string, ...pfNames: string[]][]) =>
  object("v1", "ConfigMap", "sriovdp-config", {
    data: {
      "config.json": JSON.stringify({
        resourceList: pools.map(([resourceName, ...pfNames]) => ({
          resourceName,
          selectors: [{ pfNames }],
        })),
      }),
    },
  });

const order = (kind: string, name: string, spec: object) =>
  object("sriovnetwork.openshift.io/v1", kind, name, { spec });

const LAYOUTS: Readonly<Record<string, Layout>> = {
  "examples of Multus: definitions and pods side by side, a DaemonSet in variants": {
    "deployments/daemonset.yml": object("apps/v1", "DaemonSet", "multus", {
      spec: { template: { spec: { hostNetwork: true, containers: [{ name: "multus" }] } } },
    }),
    "deployments/daemonset-thick.yml": object("apps/v1", "DaemonSet", "multus", {
      spec: { template: { spec: { hostNetwork: true, containers: [{ name: "multus" }] } } },
    }),
    "examples/macvlan.yml": `${macvlan("lan")}---\n${pod("one", "lan")}`,
    "examples/two.yml": `${macvlan("lan-a")}---\n${macvlan("lan-b")}---\n${
      pod("two", '[{"name": "lan-a"}, {"name": "lan-b"}]')
    }`,
    "examples/elsewhere/pod.yml": pod("three", "made-by-hand"),
    "e2e/templates/pod.yml.j2": "{{ pod }}",
    "e2e/templates/pod.yml": "kind: Pod\nmetadata:\n  name: {{ name }}\n",
  },
  "the device plugin: pools, definitions and pods in folders of their own": {
    "deployments/configMap.yaml": devicePlugin(["east", "ens1f0"], ["west", "ens2f0"]),
    "deployments/east.yaml": sriov("east", "intel.com/east"),
    "deployments/west.yaml": sriov("west", "intel.com/west"),
    "deployments/bond.yaml": bond("bond"),
    "deployments/pod.yaml": pod("app", "east, west, bond@bond0", {
      "intel.com/east": 1,
      "intel.com/west": 1,
    }),
    "docs/dpdk/configMap.yaml": devicePlugin(["dpdk", "ens3f0"]),
    "docs/dpdk/net.yaml": sriov("dpdk", "intel.com/dpdk"),
    "docs/dpdk/pod.yaml": pod("dpdk", "dpdk", { "intel.com/dpdk": 1 }),
  },
  "the SR-IOV operator: orders in the place of definitions": {
    "policies/east.yaml": order("SriovNetworkNodePolicy", "east", {
      resourceName: "east",
      numVfs: 4,
      nodeSelector: { "feature.node.kubernetes.io/network-sriov.capable": "true" },
      nicSelector: { pfNames: ["ens1f0"] },
    }),
    "policies/west.yaml": order("SriovNetworkNodePolicy", "west", {
      resourceName: "west",
      numVfs: 4,
      nicSelector: { pfNames: ["ens2f0#0-3"] },
    }),
    "networks/east.yaml": order("SriovNetwork", "east", {
      resourceName: "east",
      networkNamespace: "default",
    }),
    "networks/west.yaml": order("SriovNetwork", "west", {
      resourceName: "west",
      networkNamespace: "default",
    }),
    "networks/bond.yaml": bond("bond"),
    "workload.yaml": object("apps/v1", "Deployment", "app", {
      spec: {
        template: template("east, west, bond@bond0", {
          "openshift.io/east": 1,
          "openshift.io/west": 1,
        }),
      },
    }),
    "config/patches/olm.yaml": "- op: add\n  path: /spec\n",
  },
  "OpenShift: the network operator's list, and a DeploymentConfig": {
    "cluster.yaml": object("operator.openshift.io/v1", "Network", "cluster", {
      spec: {
        additionalNetworks: [{
          name: "lan",
          namespace: "default",
          type: "Raw",
          rawCNIConfig:
            '{"cniVersion": "1.0.0", "name": "lan", "type": "macvlan", "master": "ens3"}',
        }],
      },
    }),
    "app.yaml": object("apps.openshift.io/v1", "DeploymentConfig", "app", {
      spec: { replicas: 1, template: template("lan") },
    }),
    "template.yaml": object("template.openshift.io/v1", "Template", "t", {
      objects: [],
      parameters: [{ name: "NAME" }],
    }),
  },
  "StarlingX: definitions, pods and values for Helm in one folder": {
    "networks.yaml": `${macvlan("data0")}---\n${macvlan("data1")}`,
    "bonded.yaml": bond("bond", ["net1", "net2"]),
    "pod.yaml": pod("app", "data0, data1, bond@bond0"),
    "overrides.yaml": "replicas: 1\nimage: app\n",
  },
  "SUSE: charts as archives' folders, and an index": {
    "index.yaml": "apiVersion: v1\nentries: {}\ngenerated: now\n",
    "charts/multus/Chart.yaml": "name: multus\n",
    "charts/multus/values.yaml": "manifests: {}\n",
    "charts/multus/values.schema.json": '{"$schema": "x", "type": "object"}',
    "charts/multus/templates/daemonset.yaml": "kind: DaemonSet\n{{- if .Values.x }}\n",
    "samples/net.yaml": macvlan("lan"),
  },
  "KubeVirt: machines beside definitions": {
    "net.yaml": macvlan("lan"),
    "sriov.yaml": sriov("fast", "intel.com/fast"),
    "vm.yaml": object("kubevirt.io/v1", "VirtualMachine", "vm", {
      spec: {
        runStrategy: "Always",
        template: {
          spec: {
            domain: {
              devices: { interfaces: [{ name: "lan", bridge: {} }, { name: "fast", sriov: {} }] },
            },
            networks: [
              { name: "lan", multus: { networkName: "lan" } },
              { name: "fast", multus: { networkName: "default/fast" } },
            ],
          },
        },
      },
    }),
  },
  "a core network: kustomizations with patches, a chart, and bridges of Open vSwitch": {
    "base/kustomization.yaml": "resources: [net.yaml, upf.yaml]\n",
    "base/net.yaml": definition(
      "n3",
      '{"cniVersion": "0.3.1", "name": "n3", "type": "ovs", "bridge": "n3br"}',
      "ovs-cni.network.kubevirt.io/n3br",
    ),
    "base/upf.yaml": object("apps/v1", "Deployment", "upf", {
      spec: { template: template("n3@n3") },
    }),
    "overlays/lab/kustomization.yaml": "resources: [../../base]\npatches: [{path: upf.yaml}]\n",
    "overlays/lab/upf.yaml": "kind: Deployment\nspec: {template: {spec: {nodeName: n}}}\n",
    "chart/Chart.yaml": "name: smf\n",
    "chart/templates/smf.yaml": "kind: Deployment\nmetadata: {name: {{ .Release.Name }}}\n",
    "chart/smf-config.yaml": "smf:\n{{- with .Values.smf }}\n  x: 1\n{{- end }}\n",
  },
  "claims in the place of pools": {
    "demo/one.yaml": `${sriov("fast", "nic_1")}---\n${
      object("resource.k8s.io/v1", "ResourceClaimTemplate", "vf", {
        spec: {
          spec: {
            devices: {
              requests: [{ name: "vf", exactly: { deviceClassName: "sriovnetwork.example.org" } }],
            },
          },
        },
      })
    }\n---\n${
      object("apps/v1", "Deployment", "app", {
        spec: {
          template: {
            ...template("fast"),
            spec: {
              containers: [{ name: "app" }],
              resourceClaims: [{ name: "vf", resourceClaimTemplateName: "vf" }],
            },
          },
        },
      })
    }`,
  },
};

/** What is an error in the tree, by its file. */
function errorsIn(layout: Layout): string[] {
  const folder = Deno.makeTempDirSync({ prefix: "bond-layout-" });
  try {
    for (const [name, text] of Object.entries(layout)) {
      const path = `${folder}/${name}`;
      Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(path, text);
    }
    return judgeFiles([folder], { cniPath: [] }).diagnostics
      .filter(({ severity, code }) => severity === "error" || code === "network-config")
      .map(({ code, position }) => `${code} ${position?.file.slice(folder.length + 1)}`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

for (const [name, layout] of Object.entries(LAYOUTS)) {
  Deno.test(`no fault is found where there is none: ${name}`, () => {
    assert.deepEqual(errorsIn(layout), []);
  });

  Deno.test(`every definition is looked at: ${name}`, () => {
    for (const [file, text] of Object.entries(layout)) {
      const count = text.split("cniVersion").length - 1;
      for (let i = 0; i < count; i++) {
        let seen = 0;
        // One quotation mark too many.
        const broken = text.replaceAll(
          /"cniVersion|\\"cniVersion/g,
          (found) => seen++ === i ? `${found}${found.slice(0, found.indexOf("c"))}x` : found,
        );
        assert.deepEqual(errorsIn({ ...layout, [file]: broken }), [`network-config ${file}`]);
      }
    }
  });
}
