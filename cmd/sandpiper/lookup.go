package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/spf13/cobra"
)

// isPath says that one means a file, and not a check by its name.
func isPath(target string) bool {
	return strings.ContainsRune(target, '/') || strings.ContainsRune(target, filepath.Separator) || config.IsModule(target)
}

// module returns the path of the module that is meant, by its path or by the
// name of its check.
func (a *app) module(main config.Main, target string) (string, error) {
	if isPath(target) {
		return target, a.readable(main, target)
	}
	checks := config.LoadChecks(main)
	for _, m := range checks.Modules {
		if m.Name == target {
			return m.Path, nil
		}
	}
	return "", a.noSuch(checks, target)
}

// readable says why the module at a path cannot be one.
func (a *app) readable(main config.Main, module string) error {
	info, err := os.Stat(module)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return misuse(a.nearModule(main, module), "there is no module %s", module)
	case err != nil:
		return misuse(unreadHint(err), "reading the module: %v", err)
	case info.IsDir():
		return misuse("name a file in it: NAME.wasm, or NAME.py", "%s is a folder", module)
	case !info.Mode().IsRegular():
		return misuse("a module is a file NAME.wasm, a script NAME.py", "%s is not a regular file", module)
	}
	return nil
}

// nearModule is what may have been meant by the path of a module that is not
// there.
func (a *app) nearModule(main config.Main, module string) string {
	checks := config.LoadChecks(main)
	name := strings.TrimSuffix(filepath.Base(module), filepath.Ext(module))
	for _, m := range checks.Modules {
		if m.Name == name {
			return fmt.Sprintf("did you mean %s?", m.Path)
		}
	}
	return checks.Unknown(name).Hint
}

// unreadHint is what to do about a module that cannot be read.
func unreadHint(err error) string {
	if errors.Is(err, fs.ErrPermission) {
		return "its permissions keep this user from reading it"
	}
	return "a check is a WebAssembly module, such as a compiler for wasm makes"
}

// misnamed warns of a module whose manifest is that of another check: its file
// may have been renamed or mixed up.
func misnamed(check, path string, m *runtime.Manifest) []config.Problem {
	if m == nil || m.Name == check {
		return nil
	}
	return []config.Problem{{
		Severity: config.Warning, Check: check, File: path,
		Message: fmt.Sprintf("its manifest says that it is %q; the name of the file decides", m.Name),
		Hint:    fmt.Sprintf("rename the file, or pack a manifest with name: %s into it", check),
	}}
}

// configured returns the instances of a check that conf.d has, and tells what
// is wrong with the configuration of it.
func (a *app) configured(main config.Main, name string) ([]check.Instance, error) {
	checks := config.LoadChecks(main)
	instances := slices.DeleteFunc(slices.Clone(checks.Instances), func(i check.Instance) bool { return i.Check != name })
	if len(instances) == 0 {
		return nil, a.noSuch(checks, name)
	}
	a.tell(about(name, checks.Problems))
	return instances, nil
}

// about returns the problems of one check.
func about(name string, problems []config.Problem) []config.Problem {
	return slices.DeleteFunc(slices.Clone(problems), func(p config.Problem) bool { return p.Check != name })
}

// noSuch is why a check cannot be run: its configuration or module is wrong or
// missing, or nothing has that name.
func (a *app) noSuch(checks config.Checks, name string) error {
	problems := append(about(name, checks.Problems), about("", checks.Problems)...)
	if config.Errors(problems) {
		a.tell(problems)
		return told(failed)
	}
	for _, m := range checks.Modules {
		if m.Name == name {
			return &refusal{
				failed, fmt.Sprintf("check %q is not configured", name),
				fmt.Sprintf("write %s.yaml into the folder of configuration, or run its module alone: %s check %s", name, a.name, m.Path),
			}
		}
	}
	p := checks.Unknown(name)
	return &refusal{misused, p.Message, p.Hint}
}

// completeChecks offers the names of checks to a shell, besides files.
func (a *app) completeChecks(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	main, _ := a.load()
	var names []string
	for _, m := range config.LoadChecks(main).Modules {
		names = append(names, m.Name)
	}
	return names, cobra.ShellCompDirectiveDefault
}
