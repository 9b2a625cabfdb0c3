/** All findings there are. */

import { addressInUse } from "./address_in_use.ts";
import { addressRefused } from "./address_refused.ts";
import { addressRepeated } from "./address_repeated.ts";
import { addressUnfit } from "./address_unfit.ts";
import { addressesOverlap } from "./addresses_overlap.ts";
import { annotation } from "./annotation.ts";
import { annotationKey } from "./annotation_key.ts";
import { apiVersion } from "./api_version.ts";
import { arpTargetUnreachable } from "./arp_target_unreachable.ts";
import { bondBeforeLinks } from "./bond_before_links.ts";
import { bondConfig } from "./bond_config.ts";
import { bondForgotten } from "./bond_forgotten.ts";
import { bondKeyUnknown } from "./bond_key_unknown.ts";
import { bondLinkAbsent } from "./bond_link_absent.ts";
import { bondLinkAddressed } from "./bond_link_addressed.ts";
import { bondLinkShared } from "./bond_link_shared.ts";
import { bondLinkUnfit } from "./bond_link_unfit.ts";
import { bondMtu } from "./bond_mtu.ts";
import { bondOnItself } from "./bond_on_itself.ts";
import { bondOptionWithoutEffect } from "./bond_option_without_effect.ts";
import { bondTakesEth0 } from "./bond_takes_eth0.ts";
import { bondUnmonitored } from "./bond_unmonitored.ts";
import { capabilityMissing } from "./capability_missing.ts";
import { capabilityUnknown } from "./capability_unknown.ts";
import { checkImpossible } from "./check_impossible.ts";
import { claimElsewhere } from "./claim_elsewhere.ts";
import { cniVersionKey } from "./cni_version_key.ts";
import { cniVersionOld } from "./cni_version_old.ts";
import { cniVersionUnknown } from "./cni_version_unknown.ts";
import { cniVersionUnspoken } from "./cni_version_unspoken.ts";
import { defaultRoute } from "./default_route.ts";
import { defaultRouteEmpty } from "./default_route_empty.ts";
import { fieldInvalid } from "./field_invalid.ts";
import { fieldMissing } from "./field_missing.ts";
import { fileUnreadable } from "./file_unreadable.ts";
import { gatewayOutside } from "./gateway_outside.ts";
import { hostDeviceWithoutDevice } from "./host_device_without_device.ts";
import { hostLinkAbsent } from "./host_link_absent.ts";
import { hostLinkInUse } from "./host_link_in_use.ts";
import { hostLinkTaken } from "./host_link_taken.ts";
import { hostNetwork } from "./host_network.ts";
import { ignoreUnknown } from "./ignore_unknown.ts";
import { ignoreUnused } from "./ignore_unused.ts";
import { interfaceName } from "./interface_name.ts";
import { interfaceRepeated } from "./interface_repeated.ts";
import { ipamConfig } from "./ipam_config.ts";
import { ipamExhausted } from "./ipam_exhausted.ts";
import { ipamIpsRefused } from "./ipam_ips_refused.ts";
import { ipamMissing } from "./ipam_missing.ts";
import { ipamPath } from "./ipam_path.ts";
import { ipamRepeats } from "./ipam_repeats.ts";
import { ipamWithoutType } from "./ipam_without_type.ts";
import { ipsWithoutIpam } from "./ips_without_ipam.ts";
import { ipv6Lost } from "./ipv6_lost.ts";
import { ipv6Mtu } from "./ipv6_mtu.ts";
import { keyRepeated } from "./key_repeated.ts";
import { kindIgnored } from "./kind_ignored.ts";
import { kindMissing } from "./kind_missing.ts";
import { kindMisspelt } from "./kind_misspelt.ts";
import { lacpOnVirtualFunctions } from "./lacp_on_virtual_functions.ts";
import { lacpPortsShared } from "./lacp_ports_shared.ts";
import { linkInContainer } from "./link_in_container.ts";
import { linkInContainerUnknown } from "./link_in_container_unknown.ts";
import { linksInContainer } from "./links_in_container.ts";
import { listConfig } from "./list_config.ts";
import { macMulticast } from "./mac_multicast.ts";
import { macNotKept } from "./mac_not_kept.ts";
import { macPolicy } from "./mac_policy.ts";
import { macRepeated } from "./mac_repeated.ts";
import { masterAbsent } from "./master_absent.ts";
import { masterMtu } from "./master_mtu.ts";
import { masterTaken } from "./master_taken.ts";
import { multusConfig } from "./multus_config.ts";
import { namespaceIsolation } from "./namespace_isolation.ts";
import { networkAbsent } from "./network_absent.ts";
import { networkConfig } from "./network_config.ts";
import { networkElsewhere } from "./network_elsewhere.ts";
import { networkName } from "./network_name.ts";
import { networkNotReady } from "./network_not_ready.ts";
import { networkUnused } from "./network_unused.ts";
import { noDhcpServer } from "./no_dhcp_server.ts";
import { noPods } from "./no_pods.ts";
import { notAManifest } from "./not_a_manifest.ts";
import { notRendered } from "./not_rendered.ts";
import { objectRepeated } from "./object_repeated.ts";
import { operatorObject } from "./operator_object.ts";
import { placeholder } from "./placeholder.ts";
import { pluginAbsent } from "./plugin_absent.ts";
import { pluginConfig } from "./plugin_config.ts";
import { pluginKeyUnknown } from "./plugin_key_unknown.ts";
import { pluginWithoutType } from "./plugin_without_type.ts";
import { pluginsOutdated } from "./plugins_outdated.ts";
import { poolConfig } from "./pool_config.ts";
import { poolDeviceType } from "./pool_device_type.ts";
import { poolEmpty } from "./pool_empty.ts";
import { portBypassed } from "./port_bypassed.ts";
import { predecessorMissing } from "./predecessor_missing.ts";
import { resourceAmount } from "./resource_amount.ts";
import { resourceNotReferenced } from "./resource_not_referenced.ts";
import { resourceNotRequested } from "./resource_not_requested.ts";
import { resourceRepeated } from "./resource_repeated.ts";
import { routeUnreachable } from "./route_unreachable.ts";
import { sameNic } from "./same_nic.ts";
import { samePhysicalFunction } from "./same_physical_function.ts";
import { scenarioNet } from "./scenario_net.ts";
import { scenarioNode } from "./scenario_node.ts";
import { scenarioPod } from "./scenario_pod.ts";
import { scenarioSecond } from "./scenario_second.ts";
import { scenarioStep } from "./scenario_step.ts";
import { selectionKey } from "./selection_key.ts";
import { selectorIgnored } from "./selector_ignored.ts";
import { selectorUnknown } from "./selector_unknown.ts";
import { serverMissing } from "./server_missing.ts";
import { sriovConfig } from "./sriov_config.ts";
import { sriovKeyUnknown } from "./sriov_key_unknown.ts";
import { sriovLinkState } from "./sriov_link_state.ts";
import { sriovOnOrOff } from "./sriov_on_or_off.ts";
import { sriovVlansDiffer } from "./sriov_vlans_differ.ts";
import { sriovWithoutResource } from "./sriov_without_resource.ts";
import { switchAggregate } from "./switch_aggregate.ts";
import { sysctlAbsent } from "./sysctl_absent.ts";
import { unknownPluginType } from "./unknown_plugin_type.ts";
import { unschedulable } from "./unschedulable.ts";
import { userspaceDriver } from "./userspace_driver.ts";
import { vethNeeded } from "./veth_needed.ts";
import { vlanWithoutNumber } from "./vlan_without_number.ts";
import { yamlSyntax } from "./yaml_syntax.ts";
import type { Rule } from "./rule.ts";

/** The findings, in the order of their codes. */
export const RULES = [
  addressInUse,
  addressRefused,
  addressRepeated,
  addressUnfit,
  addressesOverlap,
  annotation,
  annotationKey,
  apiVersion,
  arpTargetUnreachable,
  bondBeforeLinks,
  bondConfig,
  bondForgotten,
  bondKeyUnknown,
  bondLinkAbsent,
  bondLinkAddressed,
  bondLinkShared,
  bondLinkUnfit,
  bondMtu,
  bondOnItself,
  bondOptionWithoutEffect,
  bondTakesEth0,
  bondUnmonitored,
  capabilityMissing,
  capabilityUnknown,
  checkImpossible,
  claimElsewhere,
  cniVersionKey,
  cniVersionOld,
  cniVersionUnknown,
  cniVersionUnspoken,
  defaultRoute,
  defaultRouteEmpty,
  fieldInvalid,
  fieldMissing,
  fileUnreadable,
  gatewayOutside,
  hostDeviceWithoutDevice,
  hostLinkAbsent,
  hostLinkInUse,
  hostLinkTaken,
  hostNetwork,
  ignoreUnknown,
  ignoreUnused,
  interfaceName,
  interfaceRepeated,
  ipamConfig,
  ipamExhausted,
  ipamIpsRefused,
  ipamMissing,
  ipamPath,
  ipamRepeats,
  ipamWithoutType,
  ipsWithoutIpam,
  ipv6Lost,
  ipv6Mtu,
  keyRepeated,
  kindIgnored,
  kindMissing,
  kindMisspelt,
  lacpOnVirtualFunctions,
  lacpPortsShared,
  linkInContainer,
  linkInContainerUnknown,
  linksInContainer,
  listConfig,
  macMulticast,
  macNotKept,
  macPolicy,
  macRepeated,
  masterAbsent,
  masterMtu,
  masterTaken,
  multusConfig,
  namespaceIsolation,
  networkAbsent,
  networkConfig,
  networkElsewhere,
  networkName,
  networkNotReady,
  networkUnused,
  noDhcpServer,
  noPods,
  notAManifest,
  notRendered,
  objectRepeated,
  operatorObject,
  placeholder,
  pluginAbsent,
  pluginConfig,
  pluginKeyUnknown,
  pluginWithoutType,
  pluginsOutdated,
  poolConfig,
  poolDeviceType,
  poolEmpty,
  portBypassed,
  predecessorMissing,
  resourceAmount,
  resourceNotReferenced,
  resourceNotRequested,
  resourceRepeated,
  routeUnreachable,
  sameNic,
  samePhysicalFunction,
  scenarioNet,
  scenarioNode,
  scenarioPod,
  scenarioSecond,
  scenarioStep,
  selectionKey,
  selectorIgnored,
  selectorUnknown,
  serverMissing,
  sriovConfig,
  sriovKeyUnknown,
  sriovLinkState,
  sriovOnOrOff,
  sriovVlansDiffer,
  sriovWithoutResource,
  switchAggregate,
  sysctlAbsent,
  unknownPluginType,
  unschedulable,
  userspaceDriver,
  vethNeeded,
  vlanWithoutNumber,
  yamlSyntax,
] as const satisfies readonly Rule[];

/** The code of a finding. */
export type FindingCode = typeof RULES[number]["code"];

const BY_CODE: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.code, rule]));

/** Returns the finding of that code; undefined when there is none. */
export function ruleOf(code: string): Rule | undefined {
  return BY_CODE.get(code);
}
