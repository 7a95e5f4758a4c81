//go:build !noscripts

package doctor_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// What the checks of a folder are, however they lie there.
func TestChecksAreFoundWhereTheyArePublishedAndInstalled(t *testing.T) {
	const text = "from checks import AgentCheck\nclass C(AgentCheck):\n    def check(self, instance):\n        self.gauge('value', instance.get('value', 0))\n"
	const one, two = "init_config:\ninstances: [{value: 1}]\n", "init_config:\ninstances: [{value: 2}, {value: 3}]\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  []string // the name, file and number of runs of each
	}{
		"an agent's folder": {
			map[string]string{"checks.d/a.py": text, "checks.d/b.py": text, "conf.d/a.yaml": one, "conf.d/b.d/conf.yaml": one, "conf.d/b.d/more.yaml": two, "datadog.yaml": "x: 1\n"},
			[]string{"a checks.d/a.py 1", "b checks.d/b.py 3"},
		},
		"examples are taken where there is nothing else": {
			map[string]string{
				"checks.d/a.py": text, "checks.d/b.py": text, "checks.d/c.py": text, "conf.d/a.yaml.example": two, "conf.d/b.yaml.example": two, "conf.d/b.yaml": one,
				"conf.d/c.d/conf.yaml.example": two, "conf.d/c.d/conf.yaml.default": one, "conf.d/alone.yaml.example": one,
			},
			[]string{"a checks.d/a.py 2", "b checks.d/b.py 1", "c checks.d/c.py 1"},
		},
		"scripts beside a folder of configuration": {map[string]string{"a.py": text, "conf.d/a.yaml": one}, []string{"a a.py 1"}},
		"all in one folder":                        {map[string]string{"a.py": text, "a.yaml": one}, []string{"a a.py 1"}},
		"published ones": {
			map[string]string{
				"a/datadog_checks/__init__.py": "", "a/datadog_checks/a/__init__.py": "from .__about__ import __version__\nfrom .core import C\n", "a/datadog_checks/a/a.py": "", "a/datadog_checks/a/core.py": text,
				"a/datadog_checks/a/data/conf.yaml.example": one, "a/datadog_checks/a/data/auto_conf.yaml": two, "a/setup.py": "", "a/tests/test_a.py": "",
				"b/stackstate_checks/b/__init__.py": "from stackstate_checks.b.b import (\n    C\n)\n", "b/stackstate_checks/b/b.py": text, "b/stackstate_checks/b/data/conf.yaml.default": two,
				"datadog_checks_base/datadog_checks/base/__init__.py": "from .base import C\n", "datadog_checks_base/datadog_checks/base/base.py": text,
				"c/datadog_checks/c/__init__.py": "", "c/datadog_checks/c/check.py": text, "d/README.md": "", "e/datadog_checks/e/__init__.py": "",
			},
			[]string{"a a/datadog_checks/a/core.py 1", "b b/stackstate_checks/b/b.py 2", "c c/datadog_checks/c/check.py 0"},
		},
		"one published": {map[string]string{"setup.py": "", "datadog_checks/a/__init__.py": "from .a import C\n", "datadog_checks/a/a.py": text, "hatch.toml": ""}, []string{"a datadog_checks/a/a.py 0"}},
		"those published before": {
			map[string]string{"a/check.py": text, "a/conf.yaml.example": one, "a/manifest.json": "{}", "a/test_a.py": "", "tools/check.py": "print(1)\n"},
			[]string{"a a/check.py 1"},
		},
		"a name that is a pattern": {map[string]string{"[a]/datadog_checks/a/a.py": text, "[a]/datadog_checks/a/data/conf.yaml.example": one}, []string{"a [a]/datadog_checks/a/a.py 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "[x]")
			for path, text := range c.files {
				path = filepath.Join(dir, path)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			var got []string
			for _, r := range examine(t, dir) {
				file, err := filepath.Rel(dir, r.File)
				if err != nil {
					t.Fatal(err)
				}
				for _, ran := range r.Ran {
					if ran.Status != "OK" {
						t.Errorf("%s: %+v", r.Check, ran)
					}
				}
				got = append(got, r.Check+" "+filepath.ToSlash(file)+" "+string(rune('0'+len(r.Ran))))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
}
