package egress

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
)

// internet is all networks there are, on the loopback interface: its names, and
// one server behind every address. It remembers what was asked of it.
type internet struct {
	t          *testing.T
	names      map[string][]string
	plain, tls *httptest.Server

	mu            sync.Mutex
	asked, dialed []string
}

// newInternet serves at every address:
//
//	/to?u=URL    a redirect to the URL, as it stands there
//	/307?u=URL   the same, which keeps method and body
//	/else        what was asked for, in headers: Got-Host, Got-Authorization, Got-Cookie, Got-X-Key
func newInternet(t *testing.T, names map[string][]string) *internet {
	n := &internet{t: t, names: names}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/to", "/307":
			w.Header()["Location"] = []string{r.URL.Query().Get("u")}
			w.WriteHeader(map[string]int{"/to": 302, "/307": 307}[r.URL.Path])
		default:
			w.Header().Set("Got-Host", r.Host)
			for _, name := range []string{"Authorization", "Cookie", "X-Key"} {
				w.Header().Set("Got-"+name, r.Header.Get(name))
			}
		}
	})
	n.plain, n.tls = httptest.NewServer(handler), httptest.NewTLSServer(handler)
	t.Cleanup(n.plain.Close)
	t.Cleanup(n.tls.Close)
	return n
}

func (n *internet) open() *Network {
	network := open(n.lookup, n.dial)
	n.t.Cleanup(network.Close)
	return network
}

// lookup resolves the names that there are. That a policy lets a name be
// resolved which it does not allow would tell others what a guest knows.
func (n *internet) lookup(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	n.asked = append(n.asked, name)
	found, ok := n.names[name]
	if !ok {
		n.t.Errorf("the resolver was asked for %q", host)
	}
	if len(found) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	var addresses []netip.Addr
	for _, a := range found {
		addresses = append(addresses, netip.MustParseAddr(a))
	}
	return addresses, nil
}

// dial connects to the server behind an address. Behind ports that end in 443
// it speaks TLS.
func (n *internet) dial(ctx context.Context, network, address string) (net.Conn, error) {
	n.mu.Lock()
	n.dialed = append(n.dialed, address)
	n.mu.Unlock()
	at := netip.MustParseAddrPort(address) // what is dialled is an address, never a name
	server := n.plain
	if at.Port()%1000 == 443 {
		server = n.tls
	}
	return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
}

// taken returns the addresses that were dialled, and forgets them.
func (n *internet) taken() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	dialed := n.dialed
	n.dialed = nil
	return dialed
}

// outcome is what came of a request: the addresses that were dialled, and where
// it was refused, what was, and the line that would let it.
func (n *internet) outcome(response *http.Response, err error) string {
	steps := n.taken()
	var denied *Denied
	var name *net.DNSError
	switch {
	case err == nil:
		_ = response.Body.Close()
	case errors.As(err, &denied) && denied.Line != "":
		steps = append(steps, "denied "+denied.Host+", add "+denied.Line)
	case errors.As(err, &denied):
		steps = append(steps, "denied "+denied.Host)
	case errors.Is(err, ErrURL):
		steps = append(steps, "no URL")
	case errors.As(err, &name):
		steps = append(steps, "no name")
	default:
		steps = append(steps, "failed: "+err.Error())
	}
	return strings.Join(steps, "; ")
}

// destinations are the lines of sandbox.allow.
func destinations(t testing.TB, lines ...string) []check.Destination {
	t.Helper()
	var all []check.Destination
	for _, line := range lines {
		d, err := check.ParseDestination(line)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

func policy(t testing.TB, configuration string, lines ...string) *Policy {
	t.Helper()
	return PolicyOf(&check.Instance{Config: []byte(configuration), InitConfig: []byte("{}"), Allow: destinations(t, slices.DeleteFunc(lines, func(s string) bool { return s == "" })...)})
}
