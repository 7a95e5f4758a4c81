package sandpiper_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

// serve starts a server with a page for each thing that a test asks for.
func serve(t *testing.T) *httptest.Server {
	t.Helper()
	ended := make(chan struct{})
	pages := http.NewServeMux()
	pages.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Add("X-Two", "a")
		w.Header().Add("X-Two", "b")
		w.WriteHeader(201)
		fmt.Fprintf(w, "%s %s %s %s", r.Method, r.Host, r.Header.Get("X-One"), body)
	})
	pages.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat("x", 100_000)) })
	pages.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/long", http.StatusFound) })
	pages.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	pages.HandleFunc("/never", func(http.ResponseWriter, *http.Request) { <-ended })
	pages.HandleFunc("/broken", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	server := httptest.NewServer(pages)
	t.Cleanup(func() {
		close(ended)
		server.Close()
	})
	return server
}

func TestGetReturnsStatusHeaderAndBody(t *testing.T) {
	server := serve(t)
	run(t, func(c *sandpiper.Check) error {
		response, err := c.HTTP.Get(server.URL+"/echo", time.Minute)
		if err != nil {
			return err
		}
		body, err := response.ReadAll()
		if response.Status != 201 || response.Header.Get("x-two") != "a" || len(response.Header["X-Two"]) != 2 ||
			!strings.HasPrefix(string(body), "GET ") || response.URL != server.URL+"/echo" {
			t.Errorf("got %+v %q", response, body)
		}
		return err
	}).OK()
}

func TestDoSendsMethodHeaderAndBody(t *testing.T) {
	server := serve(t)
	run(t, func(c *sandpiper.Check) error {
		response, err := c.HTTP.Do(sandpiper.Request{
			Method: "PUT", URL: server.URL + "/echo", Body: []byte("body"), Timeout: time.Minute,
			Header: sandpiper.Header{"X-One": {"1", "2"}, "Host": {"example.com"}},
		})
		if err != nil {
			return err
		}
		body, err := response.ReadAll()
		if string(body) != "PUT example.com 1, 2 body" {
			t.Errorf("got %q", body)
		}
		return err
	}).OK()
}

func TestRedirectsAreFollowedUnlessRefused(t *testing.T) {
	server := serve(t)
	run(t, func(c *sandpiper.Check) error {
		for redirects, want := range map[int]string{0: "200 /long 100000", 1: "200 /long 100000", -1: "302 /redirect 28"} {
			response, err := c.HTTP.Do(sandpiper.Request{URL: server.URL + "/redirect", Redirects: redirects})
			if err != nil {
				return err
			}
			body, err := response.ReadAll()
			got := fmt.Sprint(response.Status, " ", strings.TrimPrefix(response.URL, server.URL), " ", len(body))
			if got != want || err != nil {
				t.Errorf("%d redirects: got %s, %v, want %s", redirects, got, err, want)
			}
		}
		return nil
	}).OK()
}

func TestEachFailureHasItsKindAndItsSentinel(t *testing.T) {
	server := serve(t)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // the handshake that fails
	secure.StartTLS()
	t.Cleanup(secure.Close)
	for _, test := range []struct {
		url      string
		sentinel error
		kind     string
	}{
		{"http://" + closedPort(t), sandpiper.ErrConnectionRefused, "ConnectionError"},
		{server.URL + "/broken", sandpiper.ErrBroken, "ConnectionError"},
		{server.URL + "/never", sandpiper.ErrTimeout, "Timeout"},
		{server.URL + "/loop", sandpiper.ErrTooManyRedirects, "TooManyRedirects"},
		{secure.URL, sandpiper.ErrTLS, "SSLError"},
		{"http://nowhere.invalid", sandpiper.ErrName, "NameError"},
		{"ftp://example.com", sandpiper.ErrURL, "InvalidURL"},
		{"no url", sandpiper.ErrURL, "InvalidURL"},
		{"http://elsewhere.example", sandpiper.ErrDenied, "Denied"},
	} {
		timeout := time.Minute
		if test.kind == "Timeout" {
			timeout = 10 * time.Millisecond
		}
		config := sandpipertest.Config{}
		switch test.kind {
		case "NameError":
			config.Transport = nameless{} // the answer of a resolver that cannot be relied on here
		case "Denied":
			config.Transport = denied{}
		}
		got := sandpipertest.Run(t, func(c *sandpiper.Check) error {
			_, err := c.HTTP.Get(test.url, timeout)
			var failed *sandpiper.HTTPError
			if !errors.Is(err, test.sentinel) || !errors.As(err, &failed) || failed.URL != test.url || failed.Method != "GET" {
				t.Errorf("%s: %#v", test.url, err)
			}
			if failed.Timeout() != (test.kind == "Timeout") {
				t.Errorf("%s: Timeout() is %v", test.url, failed.Timeout())
			}
			return err
		}, config)
		if got.Failure.Kind != test.kind || got.Failure.Message == "" {
			t.Errorf("%s: got %v, want %s", test.url, got.Failure, test.kind)
		}
	}
}

func TestARefusedConnectionIsShownAsInTheAgentsInfo(t *testing.T) {
	address := closedPort(t)
	got := run(t, func(c *sandpiper.Check) error {
		_, err := c.HTTP.Get("http://"+address, 0)
		return err
	})
	if got.Failure.String() != "ConnectionError('Connection refused.',)" {
		t.Errorf("got %v", got.Failure)
	}
}

func TestTheTimeoutCoversTheBody(t *testing.T) {
	got := sandpipertest.Run(t, func(c *sandpiper.Check) error {
		response, err := c.HTTP.Get("http://localhost", 10*time.Millisecond)
		if err != nil {
			return err
		}
		body, err := response.ReadAll()
		if string(body) != "half" || !errors.Is(err, sandpiper.ErrTimeout) {
			t.Errorf("got %q, %v", body, err)
		}
		return nil
	}, sandpipertest.Config{Transport: half{}})
	got.OK()
}

func TestCertificatesAreCheckedUnlessTold(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	run(t, func(c *sandpiper.Check) error {
		response, err := c.HTTP.Do(sandpiper.Request{URL: secure.URL, InsecureSkipVerify: true})
		if err != nil {
			return err
		}
		if response.Status != 404 {
			t.Errorf("got %d", response.Status)
		}
		return response.Discard()
	}).OK()
}

func TestAClosedBodyReadsNothing(t *testing.T) {
	server := serve(t)
	run(t, func(c *sandpiper.Check) error {
		response, err := c.HTTP.Get(server.URL+"/long", 0)
		if err != nil {
			return err
		}
		if err := errors.Join(response.Body.Close(), response.Body.Close()); err != nil {
			return err
		}
		if n, err := response.Body.Read(make([]byte, 10)); n != 0 || err == nil || err == io.EOF {
			t.Errorf("read %d, %v", n, err)
		}
		return nil
	}).OK()
}

func TestTooManyOpenResponsesAreAnErrorNotALeak(t *testing.T) {
	server := serve(t)
	run(t, func(c *sandpiper.Check) error {
		for range 16 {
			if _, err := c.HTTP.Get(server.URL+"/long", 0); err != nil {
				return err
			}
		}
		_, err := c.HTTP.Get(server.URL+"/long", 0)
		if !errors.Is(err, sandpiper.ErrQuota) {
			t.Errorf("got %v", err)
		}
		return nil
	}).OK()
}

func TestSamplesAreSubmittedBeforeTheWait(t *testing.T) {
	h := new(host)
	sandpiper.RunOn(h, func(c *sandpiper.Check) error {
		c.Gauge("before", 1)
		defer func() {
			if recover() == nil || len(h.batches) != 1 {
				t.Errorf("%d batches before the request", len(h.batches))
			}
		}()
		c.HTTP.Get("http://localhost", 0) // this host has no HTTP
		return nil
	})
}

// closedPort returns an address at which nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// nameless is a network without names.
type nameless struct{}

func (nameless) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
}

// denied is a network that an instance may not reach.
type denied struct{}

func (denied) RoundTrip(*http.Request) (*http.Response, error) { return nil, sandpiper.ErrDenied }

// half is a network on which a body stops half way.
type half struct{}

func (half) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: 200, Request: r,
		Body: io.NopCloser(io.MultiReader(strings.NewReader("half"), until{r.Context()})),
	}, nil
}

// until is a reader that waits for its context.
type until struct{ context.Context }

func (u until) Read([]byte) (int, error) {
	<-u.Done()
	return 0, u.Err()
}
