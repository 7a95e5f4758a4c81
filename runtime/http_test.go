package runtime_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

func TestWhatARunLeavesOpenIsClosedAtItsEnd(t *testing.T) {
	closed := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "part")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(closed)
	}))
	defer server.Close()
	if result := run(t, open(t, runtime.Options{}), request(server.URL), check.Limits{}); result.Fault != nil {
		t.Fatal(result.Fault)
	}
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Error("the response is still open")
	}
}

func TestRequestsNameTheAgent(t *testing.T) {
	agents := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { agents <- r.UserAgent() }))
	defer server.Close()
	run(t, open(t, runtime.Options{Version: "1.2.3"}), request(server.URL), check.Limits{})
	if agent := <-agents; agent != "sandpiper/1.2.3" {
		t.Errorf("User-Agent: %s", agent)
	}
}
