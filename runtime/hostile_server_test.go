package runtime_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// serveHostile starts a server that means harm, and returns its URL:
//
//	/silent   no answer
//	/drip     a body that comes a byte at a time and never ends
//	/endless  a body without end, as fast as it is read
//	/bomb     100 MiB that are compressed to a thousandth
//	/headers  headers without end
//	/circle   a redirect to itself
func serveHostile(t testing.TB) string {
	var bomb bytes.Buffer
	compress := gzip.NewWriter(&bomb)
	for range 100 {
		_, _ = compress.Write(make([]byte, 1<<20))
	}
	_ = compress.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("/silent", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/drip", func(w http.ResponseWriter, r *http.Request) {
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for {
			_, _ = w.Write([]byte("x"))
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
				return
			case <-ticker.C:
			}
		}
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, _ *http.Request) {
		for part, err := make([]byte, 64<<10), error(nil); err == nil; {
			_, err = w.Write(part)
		}
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb.Bytes())
	})
	mux.HandleFunc("/headers", func(w http.ResponseWriter, _ *http.Request) {
		connection, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer connection.Close()
		for _, err = buffered.WriteString("HTTP/1.1 200 OK\r\n"); err == nil; {
			_, err = buffered.WriteString("X-More: and more\r\n")
		}
	})
	mux.HandleFunc("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}
