package egress

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
)

// FuzzPolicy asks for any URL, of a policy that allows little, on a network
// whose resolver answers anything. Whatever the URL, nothing is dialled but
// addresses of the hosts that are allowed, on their ports.
func FuzzPolicy(f *testing.F) {
	for _, target := range []string{
		"http://web.example/", "https://a.wild.example/", "http://10.1.2.3:9100/", "http://web.example@evil.example/", `http://evil.example\@web.example/`,
		"http://[::ffff:10.1.2.3]:9100/", "http://0x0a010203:9100/", "HTTP://WEB.EXAMPLE.:80/", "http://web.example%2eevil.example/", "//web.example", "http:web.example",
		"http://xn--web-.example/", "http://[64:ff9b::7f00:1]:9100/", "http://web.example:00080/", "http://ｗeb.example/",
	} {
		f.Add(target, []byte{127, 0, 0, 1, 192, 0, 2, 1})
	}
	dialed := errors.New("dialled")
	p := PolicyOf(&check.Instance{
		Config: []byte(`{"url": "http://web.example/"}`), InitConfig: []byte(`{}`),
		Allow: destinations(f, "*.wild.example:443", "10.0.0.0/8:9100"),
	})
	f.Fuzz(func(t *testing.T, target string, answer []byte) {
		u, err := url.Parse(target)
		if err != nil {
			return
		}
		answers := map[netip.Addr]bool{}
		lookup := func(_ context.Context, _, host string) ([]netip.Addr, error) {
			// What is asked for is what a resolver would understand by it, so
			// no leniency of ours may be in this comparison.
			if host = lower(host); host != "web.example" && !below(host, ".wild.example") {
				t.Errorf("%q: the resolver was asked for %q", target, host)
			}
			var found []netip.Addr
			for ; len(answer) >= 4; answer = answer[4:] {
				found = append(found, netip.AddrFrom4([4]byte(answer)))
			}
			for _, a := range found {
				answers[a] = true
			}
			return found, nil
		}
		dial := func(_ context.Context, _, address string) (net.Conn, error) {
			at, err := netip.ParseAddrPort(address)
			switch a := at.Addr(); {
			case err != nil:
				t.Errorf("%q: %v", target, err)
			case a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified() || a.IsMulticast():
				t.Errorf("%q: dialled %s", target, address)
			case answers[a] && (at.Port() == 80 || at.Port() == 443):
			case a.Is4() && a.As4()[0] == 10 && at.Port() == 9100:
			default:
				t.Errorf("%q: dialled %s", target, address)
			}
			return nil, dialed
		}
		request := &http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}}
		_, err = open(lookup, dial).Transport(p, &Traffic{Limit: 1 << 20}, true).RoundTrip(request.WithContext(t.Context()))
		if err == nil {
			t.Fatalf("%q was answered by nobody", target)
		}
	})
}

// lower is s with the capitals of ASCII as small letters, and without a final dot.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	if n := len(b); n > 0 && b[n-1] == '.' {
		b = b[:n-1]
	}
	return string(b)
}

func below(host, suffix string) bool {
	return len(host) > len(suffix) && host[len(host)-len(suffix):] == suffix
}
