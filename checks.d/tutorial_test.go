package checks

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestTheTutorialShowsTheChecksThatAreHere(t *testing.T) {
	tutorial, err := os.ReadFile("../docs/tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, pattern := range []string{"../guest-sdk/go/examples/*/*.go", "../guest-sdk/go/examples/*/manifest.yaml", "../conf.d/*", "../guest-sdk/go/example_test.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			shown = append(shown, string(b))
		}
	}
	blocks := regexp.MustCompile("(?s)```(?:go|yaml)\n(.*?)```").FindAllStringSubmatch(string(tutorial), -1)
	if len(blocks) < 6 {
		t.Fatalf("the tutorial has %d blocks of code", len(blocks))
	}
	all := strings.Join(shown, "\n")
	for _, block := range blocks {
		if !strings.Contains(all, block[1]) {
			t.Errorf("no file of conf.d or the examples of the SDK holds this:\n%s", block[1])
		}
	}
}
