package config

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheFirstFolderThatHasAModuleDecides(t *testing.T) {
	c := load(t, map[string]string{
		"conf.d/a.yaml": plain, "conf.d/b.yaml": plain, "conf.d/c.yaml": plain,
		"one/a.wasm": "", "two/a.wasm": "", "two/b.WASM": "", "checks.d/a.wasm": "", "checks.d/b.wasm": "", "checks.d/c.wasm": "",
		"checks.d/readme.md": "", "checks.d/source.wasm/main.go": "", "checks.d/.wasm": "", "checks.d/d.wasm": "",
	}, "one", "two")
	got := map[string]string{}
	for _, i := range c.Instances {
		got[i.Check] = i.Module
	}
	want := map[string]string{"a": "one/a.wasm", "b": "two/b.WASM", "c": "checks.d/c.wasm"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantModules := []Module{{"a", "one/a.wasm"}, {"b", "two/b.WASM"}, {"c", "checks.d/c.wasm"}, {"d", "checks.d/d.wasm"}}
	if diff := cmp.Diff(wantModules, c.Modules); diff != "" {
		t.Error(diff)
	}
	wantAll := []string{
		"note: two/a.wasm: not used: one/a.wasm comes first",
		"note: checks.d/a.wasm: not used: one/a.wasm comes first",
		"note: checks.d/b.wasm: not used: two/b.WASM comes first",
		`note: checks.d/d.wasm: check "d" is not run: nothing configures it`,
	}
	if diff := cmp.Diff(wantAll, all(c.Problems)); diff != "" {
		t.Error(diff)
	}
}

func TestScriptsAreChecksAsModulesAre(t *testing.T) {
	c := load(t, map[string]string{
		"conf.d/a.yaml": plain, "conf.d/b.yaml": plain, "conf.d/c.yaml": plain, "conf.d/d.yaml": plain,
		"checks.d/a.py": "", "checks.d/b.js": "", "checks.d/d.ts": "", "checks.d/__init__.py": "", "checks.d/c.py": "", "checks.d/c.wasm": "",
	})
	if want := []Module{{"a", "checks.d/a.py"}, {"b", "checks.d/b.js"}, {"d", "checks.d/d.ts"}}; !cmp.Equal(want, c.Modules) {
		t.Error(c.Modules)
	}
	want := []string{`error: checks.d: two modules of the name "c": c.py and c.wasm; neither is used`}
	if diff := cmp.Diff(want, all(c.Problems)); diff != "" || len(c.Instances) != 3 {
		t.Errorf("%s, instances %v", diff, c.Instances)
	}
}

func TestABrokenModuleIsNotPassedOver(t *testing.T) {
	tree(t, map[string]string{"conf.d/a.yaml": plain, "one/": "", "checks.d/a.wasm": ""})
	if err := os.Symlink("nowhere", "one/a.wasm"); err != nil {
		t.Fatal(err)
	}
	c := LoadChecks(Main{Confd: "conf.d", Checksd: "checks.d", AdditionalChecksd: []string{"one"}})
	want := []string{"error: one/a.wasm: cannot be read: no such file or directory"}
	if diff := cmp.Diff(want, loud(c.Problems)); diff != "" || len(c.Instances) != 0 {
		t.Errorf("%s, instances %v", diff, c.Instances)
	}
}

func TestAModuleThatIsNoRegularFileIsRefused(t *testing.T) {
	tree(t, map[string]string{"conf.d/a.yaml": plain, "checks.d/": ""})
	if err := os.Symlink(os.DevNull, "checks.d/a.wasm"); err != nil {
		t.Fatal(err)
	}
	c := LoadChecks(Main{Confd: "conf.d", Checksd: "checks.d"})
	want := []string{"error: checks.d/a.wasm: is not a regular file"}
	if diff := cmp.Diff(want, loud(c.Problems)); diff != "" || len(c.Instances) != 0 {
		t.Errorf("%s, instances %v", diff, c.Instances)
	}
	want = []string{"error: checks.d/a.wasm: the module is not a regular file"}
	if _, problems := LoadInstance(Main{}, "checks.d/a.wasm", "", nil); cmp.Diff(want, loud(problems)) != "" {
		t.Errorf("alone: %v", problems)
	}
}

func TestTwoModulesOfOneNameInAFolderAreRefused(t *testing.T) {
	c := load(t, map[string]string{
		"conf.d/a.yaml": plain, "conf.d/b.yaml": plain,
		"one/a.WASM": "", "one/a.wasm": "", "one/b.wasm": "", "checks.d/a.wasm": "", "checks.d/b.wasm": "", "checks.d/b.Wasm": "",
	}, "one")
	want := []string{`error: one: two modules of the name "a": a.WASM and a.wasm; neither is used`}
	if diff := cmp.Diff(want, loud(c.Problems)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Module{{"b", "one/b.wasm"}}, c.Modules); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"b conf.d/b.yaml"}, sources(c)); diff != "" {
		t.Error(diff)
	}
}
