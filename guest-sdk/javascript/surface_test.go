//go:build !noscripts

package javascript_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The methods of the document with all their arguments, in the habits of JavaScript.
func TestEveryMethodOfTheDocumentReportsWhatItSays(t *testing.T) {
	stands.Store(true)
	defer stands.Store(false)
	for _, name := range []string{"surface"} {
		t.Run(name, func(t *testing.T) {
			result := run(t, "testdata/checks.d/"+name+".js", `{"url": "http://x", "tags": ["a:b"], "n": 1}`)
			if result.Fault != nil {
				t.Fatalf("%v\n%s", result.Fault, result.Fault.Backtrace)
			}
			got, err := json.MarshalIndent(map[string]any{
				"samples": result.Samples, "events": result.Events, "service_checks": result.ServiceChecks,
				"topologies": result.Topologies, "warnings": result.Warnings, "metadata": result.Metadata, "refused": result.Refused,
			}, "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			golden := "testdata/" + name + ".json"
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)+"\n"); d != "" {
				t.Error(d)
			}
		})
	}
}
