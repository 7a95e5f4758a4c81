//go:build !noscripts

package python_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/internal/scripttest"
)

// The document's checks, where users find them.
const (
	firstCheck = "../../checks.d/hello.py"
	httpCheck  = "../../checks.d/http.py"
)

// The document has the HTTP check in pieces. Ours puts them into a class as they
// are, and adds one line: a return after the event of a time-out.
func TestTheDocumentsChecksAreTheDocuments(t *testing.T) {
	if got, want := read(t, firstCheck), read(t, "testdata/document/hello.py"); got != want {
		t.Errorf("hello.py is\n%s\nand the document has\n%s", got, want)
	}
	pieces, err := filepath.Glob("testdata/document/*.py")
	if err != nil || len(pieces) != 5 {
		t.Fatal(pieces, err)
	}
	ours := withoutReturn(t)
	for _, piece := range pieces {
		indent := "    "
		switch filepath.Base(piece) {
		case "hello.py":
			continue
		case "request.py", "timing.py":
			indent = "        "
		}
		var want strings.Builder
		for line := range strings.Lines(read(t, piece)) {
			if line != "\n" {
				want.WriteString(indent)
			}
			want.WriteString(line)
		}
		if !strings.Contains(ours, want.String()) {
			t.Errorf("http.py does not have %s:\n%s", piece, want.String())
		}
	}
}

// withoutReturn is the HTTP check without the line that is not the document's.
func withoutReturn(t *testing.T) string {
	t.Helper()
	const event = "            self.timeout_event(url, timeout, aggregation_key)\n"
	before, after, ok := strings.Cut(read(t, httpCheck), event+"            return\n")
	if !ok {
		t.Fatal("http.py has no return after the event of a time-out")
	}
	return before + event + after
}

func TestTheDocumentsFirstCheckRunsAsItStands(t *testing.T) {
	result := run(t, firstCheck, `{}`)
	if result.Fault != nil {
		t.Fatalf("%+v", result.Fault)
	}
	if len(result.Samples) != 1 || result.Samples[0].Context.Name != "hello.world" || result.Samples[0].Value != 1 {
		t.Errorf("%+v", result.Samples)
	}
}

// As it is written, the check sends its gauge with a status of 400 too.
func TestTheDocumentsHTTPCheckRunsAsItStands(t *testing.T) {
	url := scripttest.Serve(t)
	for _, c := range []struct{ path, timeout, gauge, event string }{
		{"/ok", "5", "http.response_time", ""},
		{"/status/400", "5", "http.response_time", "returned a status of 400"},
		{"/hang", "0.3", "", "timed out after 0.3 seconds."},
	} {
		result := run(t, httpCheck, fmt.Sprintf(`{"url": %q, "timeout": %s}`, url+c.path, c.timeout))
		if most := int64(12_000_000); result.Usage.Fuel > most { // lib2to3 takes 40,000,000
			t.Errorf("%s: fuel %d to load the script and run it, of at most %d", c.path, result.Usage.Fuel, most)
		}
		if result.Fault != nil {
			t.Errorf("%s: %+v", c.path, result.Fault)
			continue
		}
		if c.gauge == "" && len(result.Samples) > 0 || c.gauge != "" && (len(result.Samples) != 1 || result.Samples[0].Context.Name != c.gauge || result.Samples[0].Value <= 0 || result.Samples[0].Value > 10) {
			t.Errorf("%s: %+v", c.path, result.Samples)
		}
		if c.event == "" && len(result.Events) > 0 || c.event != "" && (len(result.Events) != 1 || !strings.Contains(result.Events[0].Text, c.event)) {
			t.Errorf("%s: %+v", c.path, result.Events)
		}
	}
}

func TestWithoutTheReturnATimeoutIsAnEventAndAnError(t *testing.T) {
	result := run(t, script(t, withoutReturn(t)), fmt.Sprintf(`{"url": "%s/hang", "timeout": 0.3}`, scripttest.Serve(t)))
	if len(result.Events) != 1 || result.Events[0].Title != "URL timeout" {
		t.Errorf("events %+v", result.Events)
	}
	if f := result.Fault; f == nil || f.Reason != check.Failed || f.Kind != "UnboundLocalError" || !strings.Contains(f.Backtrace, "    if r.status_code != 200:\n") {
		t.Errorf("fault %+v", f)
	}
}
