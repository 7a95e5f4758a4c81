package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/javascript"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/python"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// interpreters are what runs the scripts of checks.d. A program built with the
// tag noscripts has none, and says so of each script.
func interpreters() map[string]func() []byte {
	return map[string]func() []byte{".py": python.Module, ".js": javascript.Module, ".ts": javascript.Module}
}

// interpreterOf is what runs a file, nil where the file is a module itself.
func interpreterOf(path string) func() []byte {
	return interpreters()[strings.ToLower(filepath.Ext(path))]
}

// inspected tells of a module, or of a script and what runs it.
func inspected(main config.Main, path string) (runtime.Report, error) {
	return runtime.InspectWith(path, main.Caps, interpreters())
}

// runsItself says that a file is a script with a block for when Python itself
// runs it, as the document has it: python checks.d/http.py.
func runsItself(path string) bool {
	if !strings.EqualFold(filepath.Ext(path), ".py") {
		return false
	}
	text, err := os.ReadFile(path)
	return err == nil && mainBlock.Match(text)
}

var mainBlock = regexp.MustCompile(`(?m)^if\s*\(?\s*__name__\s*==\s*['"]__main__['"]`)

// configuredFor returns the instances that conf.d has for this very file.
func configuredFor(main config.Main, path string) []check.Instance {
	file, err := os.Stat(path)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(config.LoadChecks(main).Instances, func(i check.Instance) bool {
		other, err := os.Stat(i.Module)
		return err != nil || !os.SameFile(file, other)
	})
}
