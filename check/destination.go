package check

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Destination is where a check may connect to, as a line of sandbox.allow says
// it. The zero Destination is nowhere.
type Destination struct {
	Scheme  string       // http or https; empty: either
	Host    string       // a name or an address as [ParseHost] returns it, or "*." and a name
	Network netip.Prefix // all addresses of it, where Host is empty
	Port    int          // 0: any
}

// maxHostBytes is how long a name in the DNS can be, with the final dot.
const maxHostBytes = 254

// ParseDestination reads a line of sandbox.allow. A URL has the port of its
// scheme where it names none; all others without a port have any.
//
//	example.com             [fd00::1]            10.1.2.3
//	example.com:8443        [fd00::1]:8443       10.1.2.3:9100
//	https://example.com     *.example.com        10.0.0.0/8
//	http://example.com:81/  *.example.com:443    [fd00::/8]:9100
func ParseDestination(line string) (Destination, error) {
	if len(line) > maxHostBytes+len("https://*.:65535/") {
		return Destination{}, fmt.Errorf("%d letters are too many for a destination", len(line))
	}
	var d Destination
	rest := line
	if scheme, after, ok := strings.Cut(line, "://"); ok {
		d.Scheme = strings.ToLower(scheme)
		switch d.Scheme {
		case "http":
			d.Port = 80
		case "https":
			d.Port = 443
		default:
			return Destination{}, fmt.Errorf("the scheme %q is not http or https", scheme)
		}
		rest = strings.TrimSuffix(after, "/")
		if strings.Contains(rest, "/") {
			return Destination{}, errors.New("a path has no effect: leave it out")
		}
	}
	if strings.Contains(rest, "@") { // and a message must not show a password
		return Destination{}, errors.New("a user or password has no effect: leave it out")
	}
	host, port, err := splitPort(rest)
	if err == nil && port != "" {
		d.Port, err = parsePort(port)
	}
	if err != nil {
		return Destination{}, err
	}
	name, wild := strings.CutPrefix(host, "*.")
	switch {
	case strings.Contains(host, "/"):
		d.Network, err = parseNetwork(host)
	case wild:
		if d.Host, err = ParseHost(name); err == nil && isAddress(d.Host) {
			err = fmt.Errorf("%q is an address, and no names lie below one", name)
		}
		d.Host = "*." + d.Host
	default:
		d.Host, err = ParseHost(host)
	}
	if err != nil {
		return Destination{}, err
	}
	return d, nil
}

// NeverReached returns why no check may ever connect to the destination, which
// is an address or a network of those that are never reached, and "" where one
// may. What a name leads to is for whoever connects to see.
func (d Destination) NeverReached() string {
	if a, err := netip.ParseAddr(d.Host); err == nil {
		return NeverReached(a)
	}
	if d.Host != "" || !d.Network.IsValid() {
		return ""
	}
	// One kind of addresses is a network, so what begins and ends in it lies in it.
	why := NeverReached(d.Network.Addr())
	if why != NeverReached(last(d.Network)) {
		return ""
	}
	return why
}

// last is the last address of a network.
func last(network netip.Prefix) netip.Addr {
	b := network.Addr().AsSlice()
	for i := network.Bits(); i < 8*len(b); i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	a, _ := netip.AddrFromSlice(b) // as long as that of the network
	return a
}

// splitPort takes the port off, which is empty where there is none, and the
// brackets.
func splitPort(s string) (host, port string, err error) {
	if strings.HasPrefix(s, "[") {
		inside, after, ok := strings.Cut(s[1:], "]")
		port, colon := strings.CutPrefix(after, ":")
		if !ok || !colon && after != "" || colon && port == "" || !strings.Contains(inside, ":") {
			return "", "", fmt.Errorf("%q is not [IPv6 address] or [IPv6 address]:port", s)
		}
		return inside, port, nil
	}
	if strings.Count(s, ":") > 1 {
		return s, "", nil // an IPv6 address, or nothing
	}
	host, port, colon := strings.Cut(s, ":")
	if colon && port == "" {
		return "", "", fmt.Errorf("%q has no port after the colon", s)
	}
	return host, port, nil
}

func parsePort(s string) (int, error) {
	port, err := strconv.ParseUint(s, 10, 16)
	if err != nil || port == 0 {
		return 0, fmt.Errorf("the port %q is not a number from 1 to 65535", s)
	}
	return int(port), nil
}

func parseNetwork(s string) (netip.Prefix, error) {
	network, err := netip.ParsePrefix(s)
	switch {
	case err != nil || network.Addr().Is4In6():
		return netip.Prefix{}, fmt.Errorf("%q is not a network such as 10.0.0.0/8", s)
	case network != network.Masked():
		return netip.Prefix{}, fmt.Errorf("%q has bits behind its mask: the network is %s", s, network.Masked())
	}
	return network, nil
}

// ParseHost returns the one spelling of a host by which two are compared: a
// name in lower case without the final dot, an IPv4 address as four decimal
// numbers however it was mapped into IPv6, an IPv6 address as RFC 5952 has it,
// without brackets. It refuses what resolvers understand differently: other
// spellings of IPv4 addresses, zones, escapes, and all that is not ASCII.
func ParseHost(s string) (string, error) {
	if len(s) > maxHostBytes {
		return "", fmt.Errorf("%d letters are too many for a host", len(s))
	}
	name := strings.ToLower(strings.TrimSuffix(s, "."))
	if address, err := netip.ParseAddr(name); err == nil {
		if address.Zone() != "" {
			return "", fmt.Errorf("the address %q has a zone", s)
		}
		return address.Unmap().String(), nil
	}
	if strings.IndexFunc(s, func(c rune) bool { return c >= 0x80 }) >= 0 {
		return "", fmt.Errorf("the host %q is not ASCII: write its xn-- form", s)
	}
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if !isLabel(label) {
			return "", fmt.Errorf("%q is not the name of a host", s)
		}
	}
	if last := labels[len(labels)-1]; isNumber(last) {
		return "", fmt.Errorf("%q is not an address: write four decimal numbers, or an IPv6 address", s)
	}
	return name, nil
}

// isLabel says whether s can stand between the dots of a name. Names with an
// underscore are no hosts by the letter, and there are many.
func isLabel(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-_"
	return s != "" && len(s) <= 63 && strings.Trim(s, letters) == "" && s[0] != '-' && s[len(s)-1] != '-'
}

// isNumber says whether resolvers take a name that ends in this label for an
// IPv4 address: 127.1, 0x7f.1, 2130706433.
func isNumber(label string) bool {
	if hex, ok := strings.CutPrefix(label, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return strings.Trim(label, "0123456789") == ""
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// String is a line of sandbox.allow that says the same.
func (d Destination) String() string {
	s := d.Host
	if s == "" {
		s = d.Network.String()
	}
	if strings.Contains(s, ":") && (d.Port != 0 || d.Scheme != "") {
		s = "[" + s + "]"
	}
	if d.Scheme != "" {
		s = d.Scheme + "://" + s
	}
	if d.Port != 0 {
		s += ":" + strconv.Itoa(d.Port)
	}
	return s
}
