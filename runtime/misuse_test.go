package runtime_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// Authors test their checks with package sandpipertest of the SDK, which stands
// for the agent. A table of the SDK says what it drops and what it changes, and
// tests there hold it to that; here the agent is.
func TestTheAgentDropsAndChangesWhatTheTestsOfChecksSay(t *testing.T) {
	module := build(t, filepath.Join("..", "guest-sdk", "go", "internal", "misuse", "guest"))
	rt := open(t, runtime.Options{})
	do := func(config string) check.Result {
		result, err := rt.Run(t.Context(), &check.Instance{ID: "misuse", Check: "misuse", Module: module, Config: []byte(config)})
		if err != nil || result.Fault != nil {
			t.Fatalf("%s: %v, %v", config, result.Fault, err)
		}
		return result
	}
	cases := do("{}").Metadata
	if len(cases) == 0 {
		t.Fatal("the guest knows no cases")
	}
	for _, c := range cases {
		prefix := map[string]string{"drops": "not taken, once: ", "changes": "changed, once: "}[c.Value]
		got := do(fmt.Sprintf(`{"case": %s}`, c.Name))
		var host []string // the check's own warnings come first
		for _, w := range got.Warnings {
			if strings.Contains(w, ", once: ") {
				host = append(host, w)
			}
		}
		if len(host) != 1 || !strings.HasPrefix(host[0], prefix) {
			t.Errorf("case %s %s something, and the agent warns of %q", c.Name, c.Value, host)
		}
	}
}
