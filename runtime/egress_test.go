package runtime_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// asking makes a check that asks for each of the URLs.
func asking(urls ...string) []byte {
	return assemble(func(m *asm.Module) {
		get := importCheck(m, "http_get")
		var code []byte
		at := int32(1024)
		for _, url := range urls {
			m.Data(uint32(at), []byte(url))
			code = slices.Concat(code, asm.I32(at), asm.I32(int32(len(url))), asm.F64(0), asm.Call(get), asm.Ops(asm.Drop))
			at += int32(len(url))
		}
		m.Exported("check_run", "-> i32", 0, code, asm.I32(0))
	})
}

func TestAServerThatIsNotAllowedIsCountedAndHasOneWarning(t *testing.T) {
	for source, file := range map[string]string{
		"conf.d/http.yaml:7": "conf.d/http.yaml", `C:\conf.d\http.yaml:7`: `C:\conf.d\http.yaml`, "conf.d/http.yaml": "conf.d/http.yaml",
		"command line": "its file", "": "its file",
	} {
		result, err := open(t, runtime.Options{}).Run(context.Background(), &check.Instance{
			ID: "i", Source: source, Module: moduleFile(t, asking("http://a.example/", "http://A.example./x", "https://a.example/")),
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			`not reached, 2 times: a.example:80 is not among the hosts that this instance may reach; ` +
				`add "a.example:80" under sandbox: {allow: […]} in ` + file + ` to let it`,
			`not reached, once: a.example:443 is not among the hosts that this instance may reach; ` +
				`add "a.example:443" under sandbox: {allow: […]} in ` + file + ` to let it`,
		}
		if diff := cmp.Diff(want, result.Warnings); diff != "" {
			t.Error(diff)
		}
		refused := []check.Refused{{Cause: "server not allowed", Key: "a.example:80", Count: 2}, {Cause: "server not allowed", Key: "a.example:443", Count: 1}}
		if diff := cmp.Diff(refused, result.Refused); diff != "" {
			t.Error(diff)
		}
	}
}

func TestOfManyServersThatAreNotAllowedTheFirstAreNamed(t *testing.T) {
	var urls []string
	for n := range 40 {
		urls = append(urls, fmt.Sprintf("http://%d.example/", n))
	}
	result := run(t, open(t, runtime.Options{}), asking(urls...), check.Limits{})
	if len(result.Warnings) != 11 || !strings.Contains(result.Warnings[9], "9.example") ||
		result.Warnings[10] != `not taken, 30 times: more that is not allowed (first: "10.example:80")` {
		t.Errorf("%q", result.Warnings)
	}
}

// reading makes a check that asks for the URL, reads its body until there is no
// more or an error, and returns how many bytes it got.
func reading(url string) []byte {
	return assemble(func(m *asm.Module) {
		const response, read, all = 0, 1, 2
		get, body := importCheck(m, "http_get"), importCheck(m, "http_body")
		m.Data(1024, []byte(url))
		m.Exported("check_run", "-> i32", 3,
			asm.I32(1024), asm.I32(int32(len(url))), asm.F64(0), asm.Call(get), asm.LocalSet(response),
			asm.Loop(
				asm.LocalGet(response), asm.I32(4096), asm.I32(32768), asm.Call(body), asm.LocalTee(read),
				asm.I32(-1), asm.Ops(asm.I32Add), asm.I32(1<<30), asm.Ops(asm.I32LtU), // more than 0
				asm.If(asm.LocalGet(all), asm.LocalGet(read), asm.Ops(asm.I32Add), asm.LocalSet(all), asm.Br(1))),
			asm.LocalGet(all))
	})
}

// A megabyte is sent that becomes a gigabyte. What counts is what it becomes.
func TestADecompressionBombIsReadUpToTheLimit(t *testing.T) {
	const limit = 300_000
	var part bytes.Buffer
	packed := gzip.NewWriter(&part)
	_, _ = packed.Write(make([]byte, 10<<20))
	_ = packed.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		for range 100 {
			_, _ = w.Write(part.Bytes())
		}
	}))
	defer server.Close()
	result := run(t, open(t, runtime.Options{}), reading(server.URL), check.Limits{HTTPBodyBytes: limit})
	if result.Fault == nil || result.Fault.Detail != fmt.Sprintf("check_run returned %d", limit) {
		t.Errorf("not all of the limit was read: %v", result.Fault)
	}
	if len(result.Refused) != 1 || result.Refused[0].Cause != "over the limit of bytes of one body" {
		t.Errorf("refused %+v", result.Refused)
	}
}

// Nothing is sent, packed, without end: what counts is what came.
func TestPackagesOfNothingCount(t *testing.T) {
	const limit = 1 << 20
	var nothing bytes.Buffer
	_ = gzip.NewWriter(&nothing).Close()
	part := bytes.Repeat(nothing.Bytes(), 1000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		for r.Context().Err() == nil {
			_, _ = w.Write(part)
		}
	}))
	defer server.Close()
	result := run(t, open(t, runtime.Options{}), reading(server.URL), check.Limits{HTTPBytes: limit})
	if result.Fault != nil || len(result.Refused) != 1 || result.Refused[0].Cause != "over the limit of HTTP bytes" {
		t.Errorf("fault %v, refused %+v", result.Fault, result.Refused)
	}
	if in := result.Usage.BytesIn; in < limit-1000 || in > limit+64<<10 {
		t.Errorf("%d bytes came", in)
	}
}

func TestTheBillHasWhatHTTPMoved(t *testing.T) {
	const packed = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + "\xcb\x48\xcd\xc9\xc9\x07\x00" + "\x86\xa6\x10\x36\x05\x00\x00\x00" // hello
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		if r.URL.Path == "/" {
			w.Header().Set("Location", "/long")
			w.WriteHeader(http.StatusFound)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "a/b")
		_, _ = io.WriteString(w, packed)
	}))
	defer server.Close()
	result := run(t, open(t, runtime.Options{Version: "1"}), reading(server.URL), check.Limits{})
	if result.Fault == nil || result.Fault.Detail != "check_run returned 5" {
		t.Errorf("fault %v", result.Fault)
	}
	const sent = "User-Agent: sandpiper/1\r\nAccept-Encoding: gzip\r\n"
	out := len(server.URL+sent) + len(server.URL+"/long"+sent+"Referer: \r\n"+server.URL)
	in := len("Location: /long\r\nContent-Length: 0\r\n") + len("Content-Encoding: gzip\r\nContent-Type: a/b\r\nContent-Length: 25\r\n"+packed)
	if u := result.Usage; u.HTTPCalls != 1 || u.BytesOut != int64(out) || u.BytesIn != int64(in) {
		t.Errorf("%d calls, %d bytes out, %d in, want 1, %d, %d", u.HTTPCalls, u.BytesOut, u.BytesIn, out, in)
	}
}

func TestWhatWasRefusedIsNotOnTheBill(t *testing.T) {
	for _, c := range []struct {
		url   string
		calls int
		moved bool
	}{
		{"http://elsewhere.example/", 0, false},
		{"ftp://127.0.0.1/", 0, false},
		{"http://127.0.0.1:1/", 1, true},
	} {
		u := run(t, open(t, runtime.Options{}), asking(c.url), check.Limits{}).Usage
		if u.HTTPCalls != c.calls || u.BytesOut > 0 != c.moved || u.BytesIn != 0 {
			t.Errorf("%s: %+v", c.url, u)
		}
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	var mu sync.Mutex
	connections := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		connections[r.RemoteAddr] = true
	}))
	defer server.Close()
	rt := open(t, runtime.Options{})
	for range 3 {
		run(t, rt, asking(server.URL), check.Limits{})
	}
	mu.Lock()
	defer mu.Unlock()
	if len(connections) != 1 {
		t.Errorf("%d connections", len(connections))
	}
}
