//go:build !noscripts

package python_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"crypto/md5"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var contentTypes = map[string]string{
	".csv":  "text/csv",
	".json": "application/json",
	".prom": "text/plain; version=0.0.4",
	".txt":  "text/plain",
	".xml":  "text/xml; charset=utf-8",
}

// bodies are responses of one page each: content type, content encoding, body.
var bodies = map[string][3]string{
	"/latin1":       {"text/plain; charset=iso-8859-1", "", "caf\xe9 \xa3"},
	"/utf8":         {"text/plain; charset=utf-8", "", "café £ 温度 🌡"},
	"/bom":          {"application/json", "", "\xef\xbb\xbf{\"a\": 1}"},
	"/utf16":        {"application/json", "", "{\x00\"\x00a\x00\"\x00:\x001\x00}\x00"},
	"/no_charset":   {"text/plain", "", "plain caf\xc3\xa9"},
	"/no_type":      {"", "", "{\"a\": \"caf\xc3\xa9\"}"},
	"/bad_charset":  {"text/plain; charset=nonsense", "", "hello"},
	"/gzip":         {"text/plain; charset=utf-8", "gzip", packed(strings.Repeat("hello ", 500))},
	"/deflate":      {"text/plain; charset=utf-8", "deflate", deflated(strings.Repeat("bye ", 500))},
	"/gzip_broken":  {"text/plain; charset=utf-8", "gzip", "this is not packed"},
	"/gzip_cut":     {"text/plain; charset=utf-8", "gzip", packed(strings.Repeat("hello ", 500))[:20]},
	"/empty":        {"text/plain", "", ""},
	"/html":         {"text/html", "", "<html><body><h1>It works!</h1></body></html>"},
	"/json_broken":  {"application/json", "", `{"a": [1, 2`},
	"/json_numbers": {"application/json", "", `{"big": 9223372036854775808, "huge": 1e308, "nan": NaN, "inf": -Infinity, "small": 5e-324, "neg": -0.0, "long": 0.1000000000000000055511151231257827}`},
}

// conversations are what a server writes that does not speak HTTP well, before
// it closes the connection.
var conversations = map[string]string{
	"/nothing":      "",
	"/garbage":      "SSH-2.0-OpenSSH_9.2\r\n\r\n",
	"/short":        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
	"/chunk_broken": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n",
	"/chunk_cut":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\nde",
	"/reason":       "HTTP/1.1 503 Backend is warming up\r\nContent-Length: 0\r\n\r\n",
	"/no_reason":    "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n",
	"/code":         "HTTP/1.1 599 Odd\r\nContent-Length: 2\r\n\r\nno",
	"/old":          "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end",
	"/headers":      "HTTP/1.1 200 OK\r\nX-ONE: 1\r\nx-two: a\r\nX-Two: b\r\nETag: \"e\"\r\nX-Spaces:   in  between  \r\nContent-Length: 0\r\n\r\n",
}

func packed(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}

func deflated(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}

// serveDifferential starts the server of the trials, which ends with the test.
func serveDifferential(t *testing.T) string {
	t.Helper()
	done := make(chan struct{})
	mux := http.NewServeMux()

	// Pages as servers give them, by file; of those in steps the next with each request.
	mux.HandleFunc("/pages/{name}", func(w http.ResponseWriter, r *http.Request) { page(w, r.PathValue("name")) })
	var lock sync.Mutex
	step := map[string]int{}
	next := func(name string) int {
		lock.Lock()
		defer lock.Unlock()
		step[name]++
		return step[name] - 1
	}
	mux.HandleFunc("/steps/{name}", func(w http.ResponseWriter, r *http.Request) {
		name, extension := r.PathValue("name"), path.Ext(r.PathValue("name"))
		page(w, fmt.Sprintf("%s.%d%s", strings.TrimSuffix(name, extension), next(name), extension))
	})
	for where, body := range bodies {
		mux.HandleFunc(where, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil // nor one that is guessed
			for i, name := range []string{"Content-Type", "Content-Encoding"} {
				if body[i] != "" {
					w.Header().Set(name, body[i])
				}
			}
			_, _ = io.WriteString(w, body[2])
		})
	}
	for where, text := range conversations {
		mux.HandleFunc(where, func(w http.ResponseWriter, _ *http.Request) {
			connection, stream, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = stream.WriteString(text)
			_ = stream.Flush()
			_ = connection.Close()
		})
	}

	mux.HandleFunc("/echo", echo)
	mux.HandleFunc("/echo/", echo)
	mux.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		var code int
		fmt.Sscan(r.PathValue("code"), &code)
		w.WriteHeader(code)
		if code >= 200 && code != http.StatusNoContent && code != http.StatusNotModified {
			fmt.Fprintf(w, "this is %d", code)
		}
	})
	mux.HandleFunc("/redirect/{code}", func(w http.ResponseWriter, r *http.Request) {
		var code int
		fmt.Sscan(r.PathValue("code"), &code)
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(code)
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/loop")
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("user") != "u" || r.FormValue("password") != "p ä&" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "abc", Path: "/"})
		http.SetCookie(w, &http.Cookie{Name: "elsewhere", Value: "x", Path: "/elsewhere"})
		w.Header().Set("Location", "/echo")
		w.WriteHeader(http.StatusSeeOther)
	})
	mux.HandleFunc("/logout", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Path: "/", MaxAge: -1})
	})
	mux.HandleFunc("/basic", func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "u" || password != "p:ä" && password != "p" {
			w.Header().Set("WWW-Authenticate", `Basic realm="status"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, "welcome")
	})
	mux.HandleFunc("/digest", digest)
	mux.HandleFunc("/flaky/{n}", func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscan(r.PathValue("n"), &n)
		if at := next(r.URL.Path); at < n {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(w, "at last")
	})
	mux.HandleFunc("/items", func(w http.ResponseWriter, r *http.Request) {
		n := 1
		fmt.Sscan(r.URL.Query().Get("page"), &n)
		w.Header().Set("Content-Type", "application/json")
		if n < 3 {
			w.Header().Set("Link", fmt.Sprintf(`<http://%s/items?page=%d>; rel="next", <http://%s/items?page=3>; rel="last"`, r.Host, n+1, r.Host))
		}
		fmt.Fprintf(w, `[{"id": %d, "size": %d}, {"id": %d, "size": %d}]`, 2*n, 100*n, 2*n+1, 100*n+50)
	})
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
		case <-done:
		}
	})
	mux.HandleFunc("/hang_later", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, "a part")
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-done:
		}
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		for range 6 {
			select {
			case <-r.Context().Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
			fmt.Fprint(w, "part")
			_ = http.NewResponseController(w).Flush()
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(func() { close(done); server.Close() })
	return server.URL
}

// page serves a file of testdata/differential/pages.
func page(w http.ResponseWriter, name string) {
	content, err := os.ReadFile(filepath.Join("testdata/differential/pages", filepath.Base(name)))
	if err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", contentTypes[path.Ext(name)])
	w.Header().Set("Server", "recorded/1.4.69")
	_, _ = w.Write(content)
}

// echo answers with the request, as JSON.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	headers := map[string]string{}
	for name, values := range r.Header {
		headers[name] = strings.Join(values, ", ")
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"method": r.Method, "uri": r.URL.RequestURI(), "headers": headers, "body": string(body), "host": r.Host,
	})
}

// digest asks for the user u and the password p, as RFC 7616 has it.
func digest(w http.ResponseWriter, r *http.Request) {
	given := map[string]string{}
	for _, m := range regexp.MustCompile(`(\w+)="?([^",]*)"?`).FindAllStringSubmatch(r.Header.Get("Authorization"), -1) {
		given[m[1]] = m[2]
	}
	hash := func(parts ...string) string { return fmt.Sprintf("%x", md5.Sum([]byte(strings.Join(parts, ":")))) }
	want := hash(hash("u", "status", "p"), "n0nce", given["nc"], given["cnonce"], "auth", hash(r.Method, r.URL.RequestURI()))
	if given["response"] != want {
		w.Header().Set("WWW-Authenticate", `Digest realm="status", qop="auth", nonce="n0nce", algorithm=MD5`)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	fmt.Fprint(w, "welcome")
}
