package runtime_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
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
			`not reached, 1 times: a.example:443 is not among the hosts that this instance may reach; ` +
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
		result.Warnings[10] != `not taken, 30 times: more servers not allowed (first: "10.example:80")` {
		t.Errorf("%q", result.Warnings)
	}
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
	const response, read, all = 0, 1, 2
	result := run(t, open(t, runtime.Options{}), assemble(func(m *asm.Module) {
		get, body := importCheck(m, "http_get"), importCheck(m, "http_body")
		m.Data(1024, []byte(server.URL))
		m.Exported("check_run", "-> i32", 3,
			asm.I32(1024), asm.I32(int32(len(server.URL))), asm.F64(0), asm.Call(get), asm.LocalSet(response),
			asm.Loop(
				asm.LocalGet(response), asm.I32(4096), asm.I32(32768), asm.Call(body), asm.LocalTee(read),
				asm.I32(-1), asm.Ops(asm.I32Add), asm.I32(1<<30), asm.Ops(asm.I32LtU), // more than 0
				asm.If(asm.LocalGet(all), asm.LocalGet(read), asm.Ops(asm.I32Add), asm.LocalSet(all), asm.Br(1))),
			asm.LocalGet(all))
	}), check.Limits{HTTPBodyBytes: limit})
	if result.Fault == nil || result.Fault.Detail != fmt.Sprintf("check_run returned %d", limit) {
		t.Errorf("not all of the limit was read: %v", result.Fault)
	}
	if len(result.Refused) != 1 || result.Refused[0].Cause != "over the limit of bytes of one body" {
		t.Errorf("refused %+v", result.Refused)
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
