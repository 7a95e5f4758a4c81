package egress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func get(t *testing.T, n *Network, p *Policy, url string, header ...string) (*http.Response, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := (&http.Client{Transport: n.Transport(p, &Traffic{Limit: 1 << 20}, false)}).Do(request)
	if err == nil { // read to the end, so that the connection can be used again
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			t.Error(err)
		}
		response.Body.Close()
	}
	return response, err
}

func TestANameIsResolvedOnceForAConnection(t *testing.T) {
	n := newInternet(t, map[string][]string{"a.example": {"192.0.2.1"}})
	network, p := n.open(), policy(t, `{"host": "a.example"}`)
	if got := n.outcome(get(t, network, p, "http://a.example/")); got != "192.0.2.1:80" || len(n.asked) != 1 {
		t.Errorf("got %s, asked for %v", got, n.asked)
	}
}

func TestANameThatChangesItsMindIsLookedAtAgain(t *testing.T) {
	n := newInternet(t, map[string][]string{"a.example": {"192.0.2.1"}})
	network, p := n.open(), policy(t, `{"host": "a.example"}`)
	if got := n.outcome(get(t, network, p, "http://a.example/")); got != "192.0.2.1:80" {
		t.Error(got)
	}
	n.names["a.example"] = []string{"127.0.0.1"}
	if got := n.outcome(get(t, network, p, "http://a.example/")); got != "" {
		t.Errorf("the connection that is there was not used: %s", got)
	}
	network.Close()
	if got := n.outcome(get(t, network, p, "http://a.example/")); got != "denied a.example:80, add localhost:80" {
		t.Error(got)
	}
}

func TestAConnectionToThisMachineIsNotUsedByOthers(t *testing.T) {
	n := newInternet(t, map[string][]string{"a.example": {"127.0.0.1"}})
	network := n.open()
	may, mayNot := policy(t, `{"host": "a.example"}`, "localhost:80"), policy(t, `{"host": "a.example"}`, "localhost:81")
	for _, c := range []struct {
		what   string
		policy *Policy
		want   string
	}{
		{"who may, opens it", may, "127.0.0.1:80"},
		{"who may, uses it again", may, ""},
		{"who may not, does not get it", mayNot, "denied a.example:80, add localhost:80"},
	} {
		if got := n.outcome(get(t, network, c.policy, "http://a.example/")); got != c.want {
			t.Errorf("%s: %s", c.what, got)
		}
	}
}

func TestAConnectionIsNotUsedByWhoMayNotReachItsHost(t *testing.T) {
	n := newInternet(t, map[string][]string{"a.example": {"192.0.2.1"}})
	network := n.open()
	for _, c := range []struct {
		what   string
		policy *Policy
		want   string
	}{
		{"who may, opens it", policy(t, `{"host": "a.example"}`), "192.0.2.1:80"},
		{"another who may, uses it", policy(t, `{"url": "http://a.example/"}`), ""},
		{"who may not, does not", policy(t, `{"host": "b.example"}`), "denied a.example:80, add a.example:80"},
	} {
		if got := n.outcome(get(t, network, c.policy, "http://a.example/")); got != c.want {
			t.Errorf("%s: %s", c.what, got)
		}
	}
}

func TestAConnectionWithoutACertificateIsNotUsedByWhoAsksForOne(t *testing.T) {
	n := newInternet(t, map[string][]string{"a.example": {"192.0.2.1"}})
	network, p := n.open(), policy(t, `{"url": "https://a.example/"}`)
	if got := n.outcome(get(t, network, p, "https://a.example/")); got != "192.0.2.1:443" {
		t.Error(got)
	}
	response, err := (&http.Client{Transport: network.Transport(p, &Traffic{Limit: 1 << 20}, true)}).Get("https://a.example/")
	if got := n.outcome(response, err); !strings.Contains(got, "certificate") {
		t.Error(got)
	}
}

func TestProxiesOfTheEnvironmentAreNotUsed(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, "http://192.0.2.99:3128")
	}
	n := newInternet(t, map[string][]string{"a.example": {"192.0.2.1"}})
	for _, transport := range n.open().pools {
		if transport.Proxy != nil {
			t.Error("a transport has a proxy")
		}
	}
	if got := n.outcome(get(t, n.open(), policy(t, `{"host": "a.example"}`), "http://a.example/")); got != "192.0.2.1:80" {
		t.Error(got)
	}
}

func TestSecretsGoToNoOtherHost(t *testing.T) {
	n := newInternet(t, map[string][]string{"a.example": {"192.0.2.1"}, "b.example": {"192.0.2.2"}})
	p := policy(t, `{"hosts": ["a.example", "b.example"]}`)
	for to, want := range map[string]string{"/x": "secret", "http://b.example/x": ""} {
		response, err := get(t, n.open(), p, "http://a.example/to?u="+to, "Authorization", "secret", "Cookie", "secret")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Got-Authorization", "Got-Cookie"} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("redirected to %s: %s is %q, want %q", to, name, got, want)
			}
		}
	}
}

func TestHeadersOfAResponseAreBounded(t *testing.T) {
	n := newInternet(t, map[string][]string{"a.example": {"192.0.2.1"}})
	n.plain.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", maxResponseHeaderBytes))
	})
	got := n.outcome(get(t, n.open(), policy(t, `{"host": "a.example"}`), "http://a.example/"))
	if !strings.Contains(got, "headers exceeded 262144 bytes") {
		t.Error(got)
	}
}

// pipes is a dialer of a virtual network, in which an address answers after a
// time, or with an error.
type pipes struct {
	answers map[string]time.Duration // less than 0: refused, at once

	mu     sync.Mutex
	dialed []string
}

func (p *pipes) dial(ctx context.Context, _, address string) (net.Conn, error) {
	p.mu.Lock()
	p.dialed = append(p.dialed, address)
	p.mu.Unlock()
	after := p.answers[address]
	if after < 0 {
		return nil, errors.New(address + " refused")
	}
	select {
	case <-time.After(after):
		here, there := net.Pipe()
		_ = there.Close()
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestASlowAddressDoesNotHoldUpTheNext(t *testing.T) {
	for _, c := range []struct {
		what    string
		answers []time.Duration
		took    time.Duration
		dialed  int
		err     string
	}{
		{"the first is quick", []time.Duration{0, 0}, 0, 1, ""},
		{"the first does not answer", []time.Duration{time.Hour, 0}, headStart, 2, ""},
		{"the first is refused", []time.Duration{-1, 0}, 0, 2, ""},
		{"the first is late, and still before the second", []time.Duration{headStart + 1, time.Hour}, headStart + 1, 2, ""},
		{"all are refused", []time.Duration{-1, -1}, 0, 2, "192.0.2.0:80 refused"},
		{"none answers", []time.Duration{time.Hour, time.Hour}, dialTimeout, 2, "context deadline exceeded"},
	} {
		t.Run(c.what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &pipes{answers: map[string]time.Duration{}}
				var found []netip.Addr
				for i, after := range c.answers {
					a := fmt.Sprintf("192.0.2.%d", i)
					p.answers[a+":80"] = after
					found = append(found, netip.MustParseAddr(a))
				}
				n := open(func(context.Context, string, string) ([]netip.Addr, error) { return found, nil }, p.dial)
				start := time.Now()
				conn, err := n.dialer(false)(t.Context(), "tcp", "a.example:80")
				took := time.Since(start)
				p.mu.Lock()
				defer p.mu.Unlock()
				if took != c.took || len(p.dialed) != c.dialed {
					t.Errorf("took %v, dialled %v", took, p.dialed)
				}
				switch {
				case err == nil && c.err == "":
					_ = conn.Close()
				case err == nil || err.Error() != c.err:
					t.Errorf("got %v, want %q", err, c.err)
				}
			})
		})
	}
}

func TestFewAddressesOfANameAreDialled(t *testing.T) {
	p := &pipes{answers: map[string]time.Duration{}}
	var found []netip.Addr
	for i := range 200 {
		a := fmt.Sprintf("192.0.2.%d", i)
		p.answers[a+":80"] = -1
		found = append(found, netip.MustParseAddr(a))
	}
	n := open(func(context.Context, string, string) ([]netip.Addr, error) { return found, nil }, p.dial)
	if _, err := n.dialer(false)(t.Context(), "tcp", "a.example:80"); err == nil || len(p.dialed) != maxAddresses {
		t.Errorf("dialled %d, %v", len(p.dialed), err)
	}
}

func TestWhatAConfigurationNames(t *testing.T) {
	for configuration, want := range map[string][]string{
		`{}`:      nil,
		`not`:     nil,
		`["a.b"]`: nil,

		`{"x": "http://a.example/p?q"}`:          {"http://a.example:80", "https://a.example:443"},
		`{"x": "http://a.example:8080/"}`:        {"http://a.example:8080"},
		`{"x": "https://u:p@a.example"}`:         {"https://a.example:443"},
		`{"x": {"y": [["HTTP://A.example:1"]]}}`: {"http://a.example:1"},
		`{"x": "http://[fd00::1]/"}`:             {"http://[fd00::1]:80", "https://[fd00::1]:443"},
		`{"x": "ftp://a.example/"}`:              nil,
		`{"x": "http://bücher.example/"}`:        nil,
		`{"x": "http://%{host}/"}`:               nil,
		`{"x": "http://*.example/"}`:             nil,
		`{"x": " http://a.example/"}`:            nil,
		`{"x": "http://a.example/ http://b"}`:    nil,

		`{"x": "http://a.example/ is not meant"}`: nil,

		`{"host": "a.example"}`:                  {"a.example"},
		`{"Host": "A.example."}`:                 {"a.example"},
		`{"es_hosts": ["a", "b:1"]}`:             {"a", "b:1"},
		`{"apiUrl": "a.example:8080"}`:           {"a.example:8080"},
		`{"bind-address": "10.0.0.1"}`:           {"10.0.0.1"},
		`{"node": "fd00::1"}`:                    {"fd00::1"},
		`{"targets": [{"name": "a"}]}`:           nil,
		`{"servers": {"east": "a"}}`:             nil,
		`{"servers": {"east_server": "a"}}`:      {"a"},
		`{"x": "a.example"}`:                     nil,
		`{"server_name": "a.example"}`:           nil,
		`{"host": 5, "url": null, "node": true}`: nil,
		`{"host": "*.example"}`:                  nil,
		`{"address": "10.0.0.0/8"}`:              nil,
		`{"url": "a.example/status"}`:            nil,
		`{"host": "a,b"}`:                        nil,
		`{"a.example": {"host": ""}}`:            nil,
	} {
		var got []string
		for _, d := range configured([]byte(configuration)) {
			got = append(got, d.String())
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s names %v, want %v", configuration, got, want)
		}
	}
}

// In HTTP/2 the client says how much of a response may come before it is read.
func TestAServerSendsLittleAheadOfWhatIsRead(t *testing.T) {
	const enough = 8 << 20
	sent := make(chan int, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("the protocol is %s", r.Proto)
		}
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Second))
		n, piece := 0, make([]byte, 4096)
		for n < enough {
			if _, err := w.Write(piece); err != nil {
				break
			}
			n += len(piece)
		}
		sent <- n
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	network, p := Open(), policy(t, `{}`, strings.TrimPrefix(server.URL, "https://"))
	defer network.Close()
	client := http.Client{Transport: network.Transport(p, &Traffic{Limit: enough}, false)}
	response, err := client.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if n := <-sent; n > 256<<10 {
		t.Errorf("%d bytes were sent to who reads none", n)
	}
}

func TestWhatIsDeniedIsNoTraffic(t *testing.T) {
	n := newInternet(t, map[string][]string{"a.example": {"192.0.2.1"}, "here.example": {"127.0.0.1"}})
	p := policy(t, `{"hosts": ["a.example", "here.example"]}`)
	for url, want := range map[string]int{
		"http://a.example/":         1,
		"http://here.example/":      0, // as its address says
		"http://elsewhere.example/": 0,
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		traffic := Traffic{Limit: 1 << 20}
		response, err := n.open().Transport(p, &traffic, false).RoundTrip(request)
		if _, denied := errors.AsType[*Denied](err); denied == (want == 1) {
			t.Errorf("%s: %v", url, err)
		}
		if err == nil {
			response.Body.Close()
		}
		if traffic.Requests != want || traffic.Out > 0 != (want == 1) {
			t.Errorf("%s: %+v", url, traffic)
		}
	}
}
