package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Each file of testdata/mistakes is read as a file of conf.d; beside it stands
// what an operator is told.
func TestEachMistakeIsShownWithItsPlaceAndAHint(t *testing.T) {
	folder, err := filepath.Abs("testdata/mistakes")
	if err != nil {
		t.Fatal(err)
	}
	cases, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	tree(t, nil)
	for _, path := range cases {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll("conf.d"); err != nil {
				t.Fatal(err)
			}
			grow(t, map[string]string{
				"conf.d/" + name + ".yaml": string(text), "checks.d/" + name + ".wasm": "",
				"conf.d/good.yaml": "init_config:\ninstances: [{}]\n", "checks.d/good.wasm": "",
			})
			checks := LoadChecks(Main{Confd: "conf.d", Checksd: "checks.d"})
			golden(t, strings.TrimSuffix(path, ".yaml")+".txt", explained(checks.Problems))

			if !slices.ContainsFunc(checks.Files, func(f File) bool { return f.Check == "good" && f.Valid }) || len(checks.Instances) == 0 {
				t.Error("the mistake has stopped another file")
			}
			for _, i := range checks.Instances {
				if i.Check == name && Errors(checks.Problems) {
					t.Error("a file with an error has yielded an instance")
				}
			}
		})
	}
}
