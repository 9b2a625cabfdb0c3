/** The fields of Kubernetes objects that matter here; everything else passes. */

import * as z from "zod";

const annotations = z.record(z.string(), z.string()).nullish();
const labels = annotations;

/** What every object has. */
export const metadata = z.object({
  name: z.string().optional(),
  generateName: z.string().optional(),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  annotations,
  labels,
});

/** Extended resources come in whole numbers, as a number or as text. */
const quantities = z.record(z.string(), z.union([z.string(), z.number()], "a number belongs here"))
  .nullish();

const port = z.object({
  containerPort: z.number().int().nullish(),
  hostPort: z.number().int().nullish(),
  protocol: z.string().nullish(),
  hostIP: z.string().nullish(),
});

const container = z.object({
  name: z.string().optional(),
  resources: z.object({ requests: quantities, limits: quantities }).nullish(),
  ports: z.array(port).nullish(),
  restartPolicy: z.string().nullish(),
});

const podSpec = z.object({
  hostNetwork: z.boolean().nullish(),
  resourceClaims: z.array(z.object({
    resourceClaimName: z.string().nullish(),
    resourceClaimTemplateName: z.string().nullish(),
  })).nullish(),
  containers: z.array(container).nullish(),
  initContainers: z.array(container).nullish(),
});

/** A Pod. */
export const podSchema = z.object({ metadata, spec: podSpec.nullish() });
/** A Pod as it was read. */
export type PodObject = z.output<typeof podSchema>;

/** The template of pods in an object of any kind. */
export const templateSchema = z.object({
  metadata: z.object({ annotations, labels }).nullish(),
  spec: podSpec.nullish(),
});

/** Deployment and its relatives. */
export const workloadSchema = z.object({
  metadata,
  spec: z.object({ replicas: z.number().int().min(0).nullish(), template: templateSchema }),
});

/** A CronJob: its pods are two templates deep. */
export const cronJobSchema = z.object({
  metadata,
  spec: z.object({ jobTemplate: z.object({ spec: z.object({ template: templateSchema }) }) }),
});

/** A VirtualMachine of KubeVirt and its relatives, without the template. */
export const machinesSchema = z.object({
  metadata,
  spec: z.object({ replicas: z.number().int().min(0).optional() }),
});

/** A VirtualMachineInstance, or the template of one. */
export const machineTemplateSchema = z.object({
  metadata: z.object({ annotations }).nullish(),
  spec: z.object({
    networks: z.array(z.object({
      name: z.string(),
      multus: z.object({ networkName: z.string(), default: z.boolean().nullish() }).nullish(),
    })).nullish(),
    domain: z.object({
      devices: z.object({
        interfaces: z.array(z.object({
          name: z.string(),
          macAddress: z.string().nullish(),
          state: z.string().nullish(),
        })).nullish(),
      }).nullish(),
    }).nullish(),
  }),
});
/** A VirtualMachineInstance, or the template of one, as it was read. */
export type MachineTemplate = z.output<typeof machineTemplateSchema>;

/** A NetworkAttachmentDefinition. */
export const networkSchema = z.object({
  metadata: metadata.extend({ name: z.string() }),
  spec: z.object({ config: z.string().nullish() }).nullish(),
});

/** A ConfigMap; what its texts hold is read later. */
export const configMapSchema = z.object({
  metadata: metadata.nullish(),
  data: z.record(z.string(), z.string()).nullish(),
});

/** A list of any objects, as kubectl prints several. */
export const listSchema = z.object({ items: z.array(z.unknown()) });
