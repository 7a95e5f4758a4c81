package testkit

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
)

// Server is what the vectors of HTTP talk to, on the loopback interface.
type Server struct {
	// Places are the addresses, as [Vectors] wants them: $URL of a plain
	// server, $HOST its host and port, $TLS of one whose certificate nobody
	// knows, $OTHER its host and port, $REFUSED of a port where nobody listens.
	Places map[string]string

	plain, tls *httptest.Server
	closing    chan struct{}
}

// Serve starts the servers. Their paths are:
//
//	/ok              200, header X-Kind: plain and no date, and the text "hello"
//	/status/N        N, and its name
//	/redirect/N      N redirects until /ok
//	/away            a redirect to another server
//	/body/N          N times "x"
//	/packed          the text "hello", by gzip where the request takes that
//	/echo            what it was asked: method, the headers X-… and Host, and the body
//	/length          how many bytes the body of the request has
//	/hang            no answer
//	/hang-in-body    "part", and then nothing more
//	/drop            the connection, closed without an answer
//	/drop-in-body    "part" of a longer body, and then the connection, closed
func Serve() *Server {
	s := &Server{closing: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("/ok", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Kind", "plain")
		w.Header()["Date"] = nil // so that the headers are the same every day
		_, _ = io.WriteString(w, "hello")
	})
	mux.HandleFunc("/status/{n}", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, http.StatusText(number(r)), number(r))
	})
	mux.HandleFunc("/redirect/{n}", func(w http.ResponseWriter, r *http.Request) {
		to := "/ok"
		if n := number(r); n > 1 {
			to = "/redirect/" + strconv.Itoa(n-1)
		}
		http.Redirect(w, r, to, http.StatusFound)
	})
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.tls.URL+"/ok", http.StatusFound)
	})
	mux.HandleFunc("/body/{n}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", number(r)))
	})
	mux.HandleFunc("/packed", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			_, _ = io.WriteString(w, "hello")
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		_, _ = io.WriteString(packed, "hello")
		_ = packed.Close()
	})
	mux.HandleFunc("/echo", echo)
	mux.HandleFunc("/length", func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, strconv.FormatInt(n, 10))
	})
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) { s.hang(r) })
	mux.HandleFunc("/hang-in-body", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "part")
		_ = http.NewResponseController(w).Flush()
		s.hang(r)
	})
	mux.HandleFunc("/drop", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/drop-in-body", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "part")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})

	s.plain = httptest.NewServer(mux)
	s.tls = httptest.NewUnstartedServer(mux)
	s.tls.Config.ErrorLog = log.New(io.Discard, "", 0) // that guests do not trust it is what it is for
	s.tls.StartTLS()
	s.Places = map[string]string{
		"$URL": s.plain.URL, "$HOST": strings.TrimPrefix(s.plain.URL, "http://"),
		"$TLS": s.tls.URL, "$OTHER": strings.TrimPrefix(s.tls.URL, "https://"),
		"$REFUSED": "http://127.0.0.1:1", // a port given back could be taken by another
	}
	return s
}

// Close stops the servers, those that hang too.
func (s *Server) Close() {
	close(s.closing)
	s.plain.Close()
	s.tls.Close()
}

func (s *Server) hang(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-s.closing:
	}
}

func number(r *http.Request) int {
	n, _ := strconv.Atoi(r.PathValue("n"))
	return n
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	said := map[string]string{"method": r.Method, "host": r.Host, "body": string(body)}
	for name := range r.Header {
		if strings.HasPrefix(name, "X-") {
			said[name] = r.Header.Get(name)
		}
	}
	_ = json.NewEncoder(w).Encode(said)
}
