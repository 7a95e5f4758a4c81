package egress

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

const (
	// maxResponseHeaderBytes bounds the status line and headers of one response.
	maxResponseHeaderBytes = 256 << 10
	// maxAddresses is how many addresses of one name are tried.
	maxAddresses = 16
	// headStart is how long an address has before the next one is tried too
	// (RFC 8305 5).
	headStart   = 250 * time.Millisecond
	dialTimeout = 30 * time.Second
)

// Network connects to servers, and keeps the connections that may be used
// again, for all instances. Those that may lead to this machine, and those
// whose certificate nobody looked at, are kept apart from the others: an
// instance gets none that it could not have made itself.
type Network struct {
	lookup func(ctx context.Context, network, host string) ([]netip.Addr, error)
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
	pools  map[pool]*http.Transport
}

// pool is what the connections of one pool have in common.
type pool struct{ loopback, verified bool }

// Open returns a network that asks the resolver of the system.
func Open() *Network {
	dialer := &net.Dialer{KeepAlive: 30 * time.Second}
	return open(net.DefaultResolver.LookupNetIP, dialer.DialContext)
}

func open(
	lookup func(ctx context.Context, network, host string) ([]netip.Addr, error),
	dial func(ctx context.Context, network, address string) (net.Conn, error),
) *Network {
	n := &Network{lookup, dial, map[pool]*http.Transport{}}
	// How much of a response a server can send before anybody asks for it, in HTTP/2.
	const readAhead = 64 << 10
	for _, p := range []pool{{false, false}, {false, true}, {true, false}, {true, true}} {
		n.pools[p] = &http.Transport{
			// No Proxy: it would be a proxy of the environment that resolves
			// the name, and then nobody has looked at the address.
			DialContext:            n.dialer(p.loopback),
			TLSClientConfig:        &tls.Config{InsecureSkipVerify: !p.verified},
			TLSHandshakeTimeout:    10 * time.Second,
			ForceAttemptHTTP2:      true,
			HTTP2:                  &http.HTTP2Config{MaxReceiveBufferPerConnection: readAhead, MaxReceiveBufferPerStream: readAhead},
			DisableCompression:     true, // what comes is counted first, and then unpacked
			MaxIdleConns:           100,
			IdleConnTimeout:        90 * time.Second,
			MaxResponseHeaderBytes: maxResponseHeaderBytes,
		}
	}
	return n
}

// Close closes the connections that nobody uses.
func (n *Network) Close() {
	for _, transport := range n.pools {
		transport.CloseIdleConnections()
	}
}

// Transport makes the requests of a policy, and counts what they move. Each one
// that a client makes, redirects included, passes it.
func (n *Network) Transport(p *Policy, traffic *Traffic, verified bool) http.RoundTripper {
	return transport{n, p, traffic, verified}
}

type transport struct {
	network  *Network
	policy   *Policy
	traffic  *Traffic
	verified bool
}

// RoundTrip implements [http.RoundTripper]. Its error may be a *Denied, ErrURL
// or ErrTraffic; so may be the last one that of reading the body.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	r, unpacks := packed(r)
	to, err := t.policy.check(r)
	var back func()
	if err == nil {
		back, err = t.traffic.request(r)
	}
	if err != nil {
		if r.Body != nil {
			_ = r.Body.Close() // as a RoundTripper must
		}
		return nil, err
	}
	response, err := t.network.pools[pool{t.policy.allowsLoopback(to), t.verified}].RoundTrip(r)
	if err != nil {
		if _, denied := errors.AsType[*Denied](err); denied {
			back() // its name leads where nobody was asked
		}
		return nil, err
	}
	t.traffic.response(response)
	if unpacks {
		unpack(response)
	}
	return response, nil
}

// dialer returns the function that connects to host:port.
func (n *Network) dialer(loopback bool) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, _, address string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, dialTimeout)
		defer cancel()
		addresses, err := n.resolve(ctx, address, loopback)
		if err != nil {
			return nil, err
		}
		return n.connect(ctx, addresses)
	}
}

// resolve returns the addresses of host:port that may be dialled. Where there
// are none the error is a *Denied that tells of the first.
func (n *Network) resolve(ctx context.Context, address string, loopback bool) ([]netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	name, err := check.ParseHost(host)
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	found, err := n.addresses(ctx, host, name)
	if err != nil {
		return nil, err
	}
	at := check.Destination{Host: name, Port: int(number)}.String()
	var denied *Denied
	var good []netip.AddrPort
	for _, a := range found {
		a = a.Unmap()
		switch reason := check.NeverReached(a); {
		case reason != "":
			denied = first(denied, &Denied{at, "is " + a.String() + ", " + reason + ", which no check may reach", ""})
		case a.IsLoopback() && !loopback:
			line := check.Destination{Host: "localhost", Port: int(number)}.String()
			denied = first(denied, &Denied{at, "is " + a.String() + ", which is this machine and is not named as such", line})
		case len(good) < maxAddresses:
			good = append(good, netip.AddrPortFrom(a, uint16(number)))
		}
	}
	switch {
	case len(good) > 0:
		return good, nil
	case denied != nil:
		return nil, denied
	}
	return nil, &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
}

// addresses asks for a host as the URL spells it: a final dot matters to the
// resolver.
func (n *Network) addresses(ctx context.Context, host, name string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(name); err == nil {
		return []netip.Addr{a}, nil
	}
	return n.lookup(ctx, "ip", host)
}

func first(a, b *Denied) *Denied {
	if a != nil {
		return a
	}
	return b
}

// connect dials one address after the other, without waiting long for any, and
// keeps the connection that comes first.
func (n *Network) connect(ctx context.Context, addresses []netip.AddrPort) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	attempts := make(chan attempt, len(addresses))
	var cause error
	for started, ended := 0, 0; ended < len(addresses); {
		var late <-chan time.Time
		if started < len(addresses) {
			go func(to string) {
				conn, err := n.dial(ctx, "tcp", to)
				attempts <- attempt{conn, err}
			}(addresses[started].String())
			started++
			late = time.After(headStart)
		}
		select {
		case <-late:
		case a := <-attempts:
			ended++
			if a.err == nil {
				go closeAll(attempts, started-ended)
				return a.conn, nil
			}
			if cause == nil {
				cause = a.err
			}
		}
	}
	return nil, cause
}

type attempt struct {
	conn net.Conn
	err  error
}

// closeAll closes what the last n attempts still bring.
func closeAll(attempts <-chan attempt, n int) {
	for range n {
		if a := <-attempts; a.err == nil {
			_ = a.conn.Close()
		}
	}
}
