//go:build !noscripts

package javascript_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheTypesHaveWhatTheClassHas(t *testing.T) {
	text, err := os.ReadFile("sandpiper.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, class, _ := strings.Cut(string(text), "\ndeclare abstract class AgentCheck")
	class, _, _ = strings.Cut(class, "\n}\n")
	var declared []string
	for _, member := range regexp.MustCompile(`(?m)^\t(?:static |readonly |abstract |get )*(\w+)[(:]`).FindAllStringSubmatch(class, -1) {
		declared = append(declared, member[1])
	}
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
