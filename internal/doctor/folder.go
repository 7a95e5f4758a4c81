package doctor

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/config"
)

// subject is a check of the folder, and what configures it.
type subject struct {
	name, script string // script is empty where only a configuration is there
	// module is what Python calls the package that the script is of, such as
	// datadog_checks.nginx; empty where it is of none.
	module     string
	instances  []check.Instance
	configured bool // a file is there that would have instances
	problems   []config.Problem
	notes      []string
}

// find returns the checks of a folder, which may hold
//
//	checks.d/NAME.py, conf.d/NAME.yaml    those of an agent, or of ours
//	NAME.py, NAME.yaml                    the same in one folder
//	NAME/datadog_checks/NAME/*.py         published ones, with data/conf.yaml.example;
//	                                      stackstate_checks too, and the folder of
//	                                      one of them, or of those that are installed
//	NAME/check.py                         those published before, with conf.yaml.example
//
// and returns what else in the folder is beside them, by name.
func find(main config.Main, dir string) (subjects []subject, beside []string) {
	main.AdditionalChecksd = nil
	main.Checksd, main.Confd = filepath.Join(dir, "checks.d"), filepath.Join(dir, "conf.d")
	packages := findPackages(main, dir)
	if !isFolder(main.Checksd) {
		if len(packages) > 0 {
			return packages, nil
		}
		main.Checksd = dir
		if !isFolder(main.Confd) {
			main.Confd = dir
		}
	}
	subjects, beside = findDropped(main)
	return append(subjects, packages...), beside
}

// findDropped returns the checks of a folder of scripts and one of configuration.
func findDropped(main config.Main) (subjects []subject, beside []string) {
	checks := config.LoadChecks(main)
	known := map[string]bool{}
	for _, m := range checks.Modules {
		known[m.Name] = true
		beside = append(beside, m.Name)
		if !isScript(m.Path) {
			continue
		}
		s := subject{name: m.Name, script: m.Path}
		for _, i := range checks.Instances {
			if i.Check == m.Name {
				s.instances = append(s.instances, i)
			}
		}
		for _, p := range checks.Problems {
			if p.Check == m.Name && p.Severity == config.Error {
				s.problems = append(s.problems, p)
			}
		}
		s.configured = slices.ContainsFunc(checks.Files, func(f config.File) bool { return f.Check == m.Name })
		if !s.configured {
			s.configureBy(main, filepath.Join(main.Confd, m.Name+".yaml.example"), filepath.Join(main.Confd, m.Name+".d", "conf.yaml.example"))
		}
		subjects = append(subjects, s)
	}
	for _, f := range checks.Files {
		if !known[f.Check] {
			known[f.Check] = true
			subjects = append(subjects, subject{name: f.Check, notes: []string{
				fmt.Sprintf("%s configures it, and there is no %s.py: bring the file of the check too", f.Path, f.Check),
			}})
		}
	}
	return subjects, beside
}

// library are the packages that published checks import, and which are here.
var library = []string{"base", "checks", "dev", "downloader", "utils"}

func findPackages(main config.Main, dir string) (found []subject) {
	for _, space := range []string{"datadog_checks", "stackstate_checks"} {
		for _, pattern := range []string{filepath.Join(space, "*"), filepath.Join("*", space, "*")} {
			for _, folder := range glob(dir, pattern) {
				name := filepath.Base(folder)
				script := scriptOf(folder)
				if script == "" || slices.Contains(library, name) {
					continue
				}
				s := subject{name: name, script: script, module: space + "." + name}
				s.configureBy(main, filepath.Join(folder, "data", "conf.yaml.default"), filepath.Join(folder, "data", "conf.yaml.example"))
				found = append(found, s)
			}
		}
	}
	for _, pattern := range []string{"check.py", filepath.Join("*", "check.py")} {
		for _, script := range glob(dir, pattern) {
			folder := filepath.Dir(script)
			if len(glob(folder, "conf.yaml.*"))+len(glob(folder, "manifest.json")) == 0 {
				continue
			}
			whole, err := filepath.Abs(folder)
			if err != nil {
				continue
			}
			s := subject{name: filepath.Base(whole), script: script}
			s.configureBy(main, filepath.Join(folder, "conf.yaml.default"), filepath.Join(folder, "conf.yaml.example"))
			found = append(found, s)
		}
	}
	return found
}

// exported is where the file of a package that makes it one says which other
// has its check.
var exported = regexp.MustCompile(`(?m)^\s*from\s+(?:\.|(?:datadog|stackstate)_checks\.\w+\.)([A-Za-z]\w*)\s+import\b`)

// scriptOf returns the file of a package that has its check, empty: none has.
func scriptOf(folder string) string {
	name := filepath.Base(folder)
	names := []string{}
	if text, err := os.ReadFile(filepath.Join(folder, "__init__.py")); err == nil {
		for _, m := range exported.FindAllSubmatch(text, -1) {
			names = append(names, string(m[1]))
		}
	}
	for _, name := range append(names, name, "check") {
		path := filepath.Join(folder, name+".py")
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

// configureBy takes the first of the files that is there for the configuration
// of a check which has none of its own.
func (s *subject) configureBy(main config.Main, files ...string) {
	for _, file := range files {
		if _, err := os.Stat(file); err != nil {
			continue
		}
		instances, problems := config.LoadInstance(main, s.script, file, nil)
		for i := range instances {
			instances[i].Check = s.name
		}
		s.instances, s.configured = instances, true
		for _, p := range problems {
			if p.Severity == config.Error {
				s.notes = append(s.notes, p.String())
			}
		}
		s.notes = append(s.notes, fmt.Sprintf("its configuration: this is of %s, which is not used before it stands in conf.d as %s.yaml, with your values", file, s.name))
		return
	}
}

func isScript(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".py", ".js", ".ts":
		return true
	default:
		return false
	}
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// glob returns what of a folder has a name like the pattern. Signs of patterns
// in the folder's own name are no such.
func glob(dir, pattern string) (found []string) {
	names, err := fs.Glob(os.DirFS(dir), filepath.ToSlash(pattern))
	if err != nil {
		panic("BUG: " + err.Error()) // the patterns are ours
	}
	for _, name := range names {
		found = append(found, filepath.Join(dir, filepath.FromSlash(name)))
	}
	return found
}
