package scripttest

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// exposition is what /metrics has.
const exposition = `# HELP go_goroutines How many there are.
# TYPE go_goroutines gauge
go_goroutines 42
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="a\"b\\c\nd"} 3
# TYPE rpc_seconds summary
rpc_seconds{quantile="0.99"} 0.5
rpc_seconds_sum 17.5
rpc_seconds_count 26
# TYPE sizes_bytes histogram
sizes_bytes_bucket{le="100"} 5
sizes_bytes_bucket{le="+Inf"} 7
sizes_bytes_sum 900
sizes_bytes_count 7
# TYPE build_info gauge
build_info{version="1.2"} 1
# TYPE nothing gauge
nothing NaN
`

// Serve starts a server that ends with the test, and returns its URL.
func Serve(t testing.TB) string {
	t.Helper()
	done := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/ok", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") })
	mux.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(r.PathValue("code"))
		w.WriteHeader(code)
	})
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-done:
		}
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		fmt.Fprintf(w, `{"method": %q, "uri": %q, "auth": %q, "agent": %q, "cookie": %q, "body": %q, "type": %q, "many": %q}`, r.Method,
			r.URL.RequestURI(), r.Header.Get("Authorization"), r.UserAgent(), r.Header.Get("Cookie"), body, r.Header.Get("Content-Type"), strings.Join(r.Header["X-Many"], "|"))
	})
	mux.HandleFunc("/redirect/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.PathValue("n"))
		if n == 0 {
			http.Redirect(w, r, "/echo", http.StatusFound)
			return
		}
		http.Redirect(w, r, fmt.Sprintf("/redirect/%d", n-1), http.StatusFound)
	})
	mux.HandleFunc("/cookie", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "abc"})
	})
	mux.HandleFunc("/many", func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["X-Many"] = []string{"one", "two"}
		_, _ = w.Write([]byte("caf\xc3\xa9 \xff")) // the last byte is no UTF-8
	})
	mux.HandleFunc("/cut", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/packed", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, strings.Repeat("hello ", 1000))
		_ = z.Close() // who asked is gone, or has all
	})
	mux.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		fmt.Fprint(w, exposition)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(func() { close(done); server.Close() })
	return server.URL
}

// ServeTLS starts a server whose certificate nobody signed, which ends with the
// test, and returns its URL.
func ServeTLS(t testing.TB) string {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "secure") }))
	t.Cleanup(server.Close)
	return server.URL
}

// Refused is a URL at which nobody listens.
func Refused() string {
	gone := httptest.NewServer(nil)
	defer gone.Close()
	return gone.URL
}
