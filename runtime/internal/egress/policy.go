package egress

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
)

// ErrURL is that of a request whose URL cannot be requested, whoever asks.
var ErrURL = errors.New("not an http or https URL with a host")

// Denied is a request that was not made.
type Denied struct {
	// Host is what was to be reached, as host:port.
	Host string
	// Cause is why not; the host is its subject.
	Cause string
	// Line is the line of sandbox.allow that would let it, empty where none would.
	Line string
}

func (d *Denied) Error() string { return d.Host + " " + d.Cause }

// Policy is where one instance may connect to.
type Policy struct{ allowed []check.Destination }

// PolicyOf returns the policy of an instance.
func PolicyOf(instance *check.Instance) *Policy {
	allowed := append(configured(instance.Config), configured(instance.InitConfig)...)
	return &Policy{append(allowed, instance.Allow...)}
}

// check returns the destination of a request that may be made. Its error is a
// *Denied, or has ErrURL.
func (p *Policy) check(r *http.Request) (check.Destination, error) {
	to, err := destinationOf(r.URL.Scheme, r.URL.Host)
	if err != nil {
		return to, err
	}
	at := check.Destination{Host: to.Host, Port: to.Port}.String()
	if a, err := netip.ParseAddr(to.Host); err == nil && check.NeverReached(a) != "" {
		return to, &Denied{at, "is " + check.NeverReached(a) + ", which no check may reach", ""}
	}
	if !p.allows(to) {
		return to, &Denied{at, "is not among the hosts that this instance may reach", at}
	}
	if !ownCredentials(r) {
		return to, &Denied{at, "was redirected to with a password of the server's choice", ""}
	}
	if r.Host == "" || r.Host == r.URL.Host {
		return to, nil
	}
	// A server for many hosts answers for the one that the header names.
	named, err := destinationOf(r.URL.Scheme, r.Host)
	if err != nil {
		return to, err
	}
	if named.Host != to.Host && !p.names(named.Host) {
		at := check.Destination{Host: named.Host, Port: named.Port}.String()
		line := at
		if named.NeverReached() != "" {
			line = "" // none would let it
		}
		return to, &Denied{at, "is not among the hosts that a Host header of this instance may name", line}
	}
	return to, nil
}

// destinationOf is what a URL of a scheme connects to, with its port.
func destinationOf(scheme, host string) (check.Destination, error) {
	d, err := check.ParseDestination(scheme + "://" + host)
	if err == nil && !isOneHost(d) {
		err = fmt.Errorf("%q is not the name of a host", host)
	}
	if err != nil {
		return d, fmt.Errorf("%w: %w", ErrURL, err)
	}
	return d, nil
}

func isOneHost(d check.Destination) bool { return d.Host != "" && !strings.HasPrefix(d.Host, "*.") }

// ownCredentials says that user and password in the URL of a redirect, which
// become a header, are those that the guest had sent to the same host.
func ownCredentials(r *http.Request) bool {
	if r.Response == nil || r.URL.User == nil {
		return true
	}
	before := r.Response.Request.URL
	return before.User != nil && *before.User == *r.URL.User && before.Host == r.URL.Host
}

// allows says whether one of the destinations of the policy holds to.
func (p *Policy) allows(to check.Destination) bool {
	for _, d := range p.allowed {
		if (d.Scheme == "" || d.Scheme == to.Scheme) && (d.Port == 0 || d.Port == to.Port) && holds(d, to.Host) {
			return true
		}
	}
	return false
}

// names says whether the policy allows a host on any port.
func (p *Policy) names(host string) bool {
	for _, d := range p.allowed {
		if holds(d, host) {
			return true
		}
	}
	return false
}

// allowsLoopback says whether names may turn out to be this machine: the policy
// names it by itself, with the scheme and port of the destination.
func (p *Policy) allowsLoopback(to check.Destination) bool {
	for _, d := range p.allowed {
		if (d.Scheme == "" || d.Scheme == to.Scheme) && (d.Port == 0 || d.Port == to.Port) && isLoopback(d) {
			return true
		}
	}
	return false
}

// holds says whether a destination is, or contains, a host.
func holds(d check.Destination, host string) bool {
	if below, wild := strings.CutPrefix(d.Host, "*"); wild {
		return strings.HasSuffix(host, below) && host != below
	}
	if d.Host != "" {
		return d.Host == host
	}
	a, err := netip.ParseAddr(host)
	return err == nil && d.Network.Contains(a) && (!a.IsLoopback() || isLoopback(d))
}

// isLoopback says whether a destination is this machine alone: a network that
// holds more does not name it.
func isLoopback(d check.Destination) bool {
	if d.Host == "" {
		return d.Network.Addr().IsLoopback() && d.Network.Bits() >= loopbackBits(d.Network.Addr())
	}
	if d.Host == "localhost" || strings.HasSuffix(d.Host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(d.Host)
	return err == nil && a.IsLoopback()
}

func loopbackBits(a netip.Addr) int {
	if a.Is4() {
		return 8 // 127.0.0.0/8
	}
	return 128 // ::1
}
