//go:build !noscripts

package python_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
)

// Each of these scripts looks for itself whether what it finds is right.
func TestScriptsFindWhatTheyExpect(t *testing.T) {
	scripts, err := filepath.Glob("testdata/scripts/*.py")
	if err != nil || len(scripts) == 0 {
		t.Fatal(scripts, err)
	}
	url := serve(t)
	tls := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "secure") }))
	t.Cleanup(tls.Close)
	gone := httptest.NewServer(nil)
	refused := gone.URL
	gone.Close()
	for _, script := range scripts {
		t.Run(filepath.Base(script), func(t *testing.T) {
			result := run(t, script, fmt.Sprintf(`{"url": %q, "tls": %q, "refused": %q}`, url, tls.URL, refused))
			if result.Fault != nil {
				t.Fatalf("%v\n%s", result.Fault, result.Fault.Backtrace)
			}
			if len(result.Samples) == 0 {
				t.Error("it did not come to its end")
			}
		})
	}
}
