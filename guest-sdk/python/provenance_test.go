//go:build !noscripts

package python_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/python"
)

// Licences that let the interpreter be given on as a part of the agent.
var allowed = []string{
	"Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "PSF-2.0", "Zlib",
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheInterpreterHoldsNothingOfAnotherLicence(t *testing.T) {
	licences := map[string]string{}
	for line := range strings.Lines(read(t, "THIRD_PARTY")) {
		if part := strings.Split(strings.TrimSpace(line), " | "); len(part) == 3 {
			licences[part[0]+" "+part[1]] = part[2]
		}
	}
	for part, licence := range licences {
		for one := range strings.SplitSeq(licence, " AND ") {
			if !slices.Contains(allowed, one) {
				t.Errorf("%s is under %s", part, one)
			}
		}
	}
	// Whatever the recipe names has its licence.
	for _, m := range regexp.MustCompile(`(?m)^([\w-]+)==([\w.]+) `).FindAllStringSubmatch(read(t, "build/requirements.txt"), -1) {
		if licences[m[1]+" "+m[2]] == "" {
			t.Errorf("THIRD_PARTY does not have %s %s", m[1], m[2])
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^([a-z]+)[\d.]*_([\d.]+\d)\.\S*orig`).FindAllStringSubmatch(read(t, "build/sources"), -1) {
		name := strings.NewReplacer("python", "CPython").Replace(m[1])
		if licences[name+" "+m[2]] == "" {
			t.Errorf("THIRD_PARTY does not have %s %s", name, m[2])
		}
	}
}

func TestTheInterpreterIsTheOneWhoseProvenanceIsToldOf(t *testing.T) {
	sum := fmt.Sprintf("%x", sha256.Sum256(python.Module()))
	if !strings.Contains(read(t, "PROVENANCE.md"), sum) {
		t.Errorf("PROVENANCE.md does not have the interpreter's SHA-256, %s", sum)
	}
}
