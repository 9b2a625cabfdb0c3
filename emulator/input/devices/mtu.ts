/** The MTU that cards and virtual functions have where nobody says another, octets (IEEE 802.3). */
export const ETHERNET_MTU = 1500;
