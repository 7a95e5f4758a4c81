//go:build !noscripts

package javascript_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/internal/scripttest"
)

func TestTheTypesHaveWhatTheClassHas(t *testing.T) {
	declared := members(types(t), "AgentCheck<Config = any, InitConfig = any>")
	result := run(t, script(t, memberNames), `{}`)
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	var had []string
	for _, s := range result.Samples {
		had = append(had, s.Context.Name)
	}
	slices.Sort(declared)
	slices.Sort(had)
	if d := cmp.Diff(had, declared); d != "" {
		t.Error(d)
	}
}

// memberNames is a check that reports a sample for each member of its class.
const memberNames = `export default class C extends AgentCheck {
	check() {
		const ofClasses = ['length', 'name', 'prototype'];
		const names = [AgentCheck.prototype, C.prototype, this].flatMap((o) => Object.getOwnPropertyNames(o));
		names.push(...Object.getOwnPropertyNames(AgentCheck).filter((n) => !ofClasses.includes(n)));
		for (const n of new Set(names)) {
			this.gauge(n, 1);
		}
	}
}
`

// What the types say of requests is tried, member by member, and there is no
// member that they do not have.
func TestRequestsHaveWhatTheTypesSay(t *testing.T) {
	text := types(t)
	want := map[string]bool{"CheckError": true, "HTTPError": true}
	for _, name := range []string{"Headers", "Response", "FetchOptions", "HTTPError"} {
		for _, member := range members(text, name) {
			want[name+"."+member] = true
		}
	}
	for _, level := range append(members(text, "Log"), "log") {
		want["console."+level] = true
	}
	_, kinds, _ := strings.Cut(text, "type HTTPErrorKind =")
	kinds, _, _ = strings.Cut(kinds, ";")
	for _, kind := range regexp.MustCompile(`'(\w+)'`).FindAllStringSubmatch(kinds, -1) {
		want["HTTPErrorKind."+kind[1]] = true
	}
	delete(want, "HTTPError.constructor") // it is what made those that were tried

	result := scripts.Run(t, "testdata/declared.js", fmt.Sprintf(`{"url": %q, "tls": %q, "refused": %q}`, scripttest.Serve(t), scripttest.ServeTLS(t), scripttest.Refused()))
	if result.Fault != nil {
		t.Fatalf("%v\n%s", result.Fault, result.Fault.Backtrace)
	}
	tried := map[string]bool{}
	for _, s := range result.Samples {
		name := s.Context.Name
		if has, ok := strings.CutPrefix(name, "has "); ok && !want[has] && !strings.HasSuffix(has, ".constructor") {
			t.Errorf("%s is there, and not declared", has)
		}
		tried[name] = true
	}
	for name := range want {
		if !tried[name] {
			t.Errorf("%s is declared, and was not tried", name)
		}
	}
	var said []string
	for _, l := range result.Logs {
		said = append(said, fmt.Sprint(l.Level, " ", l.Message))
	}
	if d := cmp.Diff([]string{`DEBUG said {"by":"debug"}`, `INFO said {"by":"info"}`, `WARN said {"by":"warn"}`, `ERROR said {"by":"error"}`, `INFO said {"by":"log"}`}, said); d != "" {
		t.Error(d)
	}
}

// members are those that an interface or a class of the types has.
func members(text, name string) (found []string) {
	_, body, _ := strings.Cut(text, " "+name+" ")
	_, body, _ = strings.Cut(body, "{\n")
	body, _, _ = strings.Cut(body, "\n}\n")
	for _, member := range regexp.MustCompile(`(?m)^\t(?:static |readonly |abstract |get )*(\w+)\??[(:]`).FindAllStringSubmatch(body, -1) {
		found = append(found, member[1])
	}
	return found
}

func types(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("sandpiper.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
