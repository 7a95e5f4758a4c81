package nethttp_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/nethttp"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

func with(t *testing.T, handler http.HandlerFunc, check func(client *http.Client, url string) error) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	sandpipertest.Run(t, func(c *sandpiper.Check) error {
		return check(nethttp.Client(c), server.URL)
	}, sandpipertest.Config{}).OK()
}

func TestARequestCrossesWhole(t *testing.T) {
	with(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Got", r.Method+" "+r.Host+" "+r.Header.Get("X-Sent")+" "+string(body))
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, "answer")
	}, func(client *http.Client, url string) error {
		request, err := http.NewRequest("PUT", url, strings.NewReader("question"))
		if err != nil {
			return err
		}
		request.Host = "example.com"
		request.Header.Add("X-Sent", "a")
		request.Header.Add("X-Sent", "b")
		response, err := client.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if response.StatusCode != 418 || response.Header.Get("X-Got") != "PUT example.com a, b question" ||
			string(body) != "answer" || response.ContentLength != 6 {
			t.Errorf("got %+v %q", response, body)
		}
		return err
	})
}

func TestTheClientFollowsRedirectsWithItsCookies(t *testing.T) {
	with(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes"})
			http.Redirect(w, r, "/next", http.StatusSeeOther)
			return
		}
		cookie, err := r.Cookie("seen")
		if err != nil || cookie.Value != "yes" {
			w.WriteHeader(http.StatusBadRequest)
		}
	}, func(client *http.Client, url string) error {
		client.Jar, _ = cookiejar.New(nil)
		response, err := client.Get(url)
		if err != nil {
			return err
		}
		if response.StatusCode != 200 || response.Request.URL.Path != "/next" {
			t.Errorf("got %s of %s", response.Status, response.Request.URL)
		}
		return response.Body.Close()
	})
}

func TestATimeoutIsOneOfNetHTTPAndOneOfOurs(t *testing.T) {
	ended := make(chan struct{})
	with(t, func(http.ResponseWriter, *http.Request) { <-ended }, func(client *http.Client, target string) error {
		defer close(ended)
		client.Timeout = 10 * time.Millisecond
		_, err := client.Get(target)
		var failed *url.Error
		if !errors.As(err, &failed) || !failed.Timeout() {
			t.Errorf("got %v", err)
		}
		return nil
	})
}

func TestACancelledRequestIsNotMade(t *testing.T) {
	with(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was made") }, func(client *http.Client, url string) error {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		request, err := http.NewRequestWithContext(ctx, "GET", url, nil)
		if err != nil {
			return err
		}
		if _, err := client.Do(request); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		return nil
	})
}

func TestAFailureKeepsItsKind(t *testing.T) {
	got := sandpipertest.Run(t, func(c *sandpiper.Check) error {
		_, err := nethttp.Transport(c).RoundTrip(&http.Request{URL: &url.URL{Scheme: "ftp", Host: "example.com"}})
		return err
	}, sandpipertest.Config{})
	if got.Failure == nil || got.Failure.Kind != "InvalidURL" {
		t.Errorf("got %v", got.Failure)
	}
}
