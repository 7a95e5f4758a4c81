package check

import "net/netip"

// NeverReached returns why no check may ever connect to an address, such as "a
// link-local address", and "" where one may. What reaches an IPv4 address through another notation is as that address is.
func NeverReached(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.IsLoopback() {
		return "" // for the policy to say
	}
	if inner, ok := embedded(a); ok {
		if inner.IsLoopback() {
			return "a loopback address within another"
		}
		return NeverReached(inner)
	}
	switch {
	case a.IsUnspecified() || thisNetwork.Contains(a):
		return "an unspecified address"
	case a.IsLinkLocalUnicast():
		return "a link-local address"
	case a.IsMulticast():
		return "a multicast address"
	case a == broadcast:
		return "the broadcast address"
	case teredo.Contains(a) || localNAT64.Contains(a):
		return "an address of a tunnel or translator"
	}
	for _, m := range metadata {
		if m.Contains(a) {
			return "an address of a cloud's metadata"
		}
	}
	return ""
}

var (
	thisNetwork = netip.MustParsePrefix("0.0.0.0/8")
	broadcast   = netip.MustParseAddr("255.255.255.255")

	compatible = netip.MustParsePrefix("::/96")           // RFC 4291 2.5.5.1, IPv4-compatible
	translated = netip.MustParsePrefix("::ffff:0:0:0/96") // RFC 2765 2.1, IPv4-translated
	nat64      = netip.MustParsePrefix("64:ff9b::/96")    // RFC 6052 2.1
	sixToFour  = netip.MustParsePrefix("2002::/16")       // RFC 3056 2

	// Which IPv4 address these stand for depends on servers that we do not know.
	localNAT64 = netip.MustParsePrefix("64:ff9b:1::/48") // RFC 8215
	teredo     = netip.MustParsePrefix("2001::/32")      // RFC 4380

	// metadata holds what clouds serve credentials on besides 169.254.169.254
	// and the rest of link-local.
	metadata = []netip.Prefix{
		netip.MustParsePrefix("fd00:ec2::/32"),      // AWS: metadata is ::254, credentials of pods are ::23
		netip.MustParsePrefix("fd20:ce::254/128"),   // Google
		netip.MustParsePrefix("fd00:42::42/128"),    // Scaleway
		netip.MustParsePrefix("100.100.100.200/32"), // Alibaba
		netip.MustParsePrefix("168.63.129.16/32"),   // Azure, which serves certificates there
		netip.MustParsePrefix("192.0.0.192/32"),     // Oracle, of old
	}
)

// embedded returns the IPv4 address that an IPv6 address stands for.
func embedded(a netip.Addr) (netip.Addr, bool) {
	if !a.Is6() {
		return netip.Addr{}, false
	}
	b := a.As16()
	switch {
	case compatible.Contains(a) && !a.IsUnspecified(), translated.Contains(a), nat64.Contains(a):
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case sixToFour.Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return netip.Addr{}, false
}
